namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Puts the hash of their content behind the names of generated resources.</summary>
internal sealed class HashTransformer : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        foreach (var resource in resources.All.Where(r => r.NeedsHash))
        {
            var hash = ContentHash.Of(resource);
            resource.StorePreviousId();
            resource.Name = $"{resource.Name}-{hash}";
        }

        resources.Invalidate();
    }
}
