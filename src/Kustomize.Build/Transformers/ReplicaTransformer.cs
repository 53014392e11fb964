namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Sets the number of replicas of the workloads of a name.</summary>
internal sealed class ReplicaTransformer(ReplicaRule rule, IReadOnlyList<FieldSpec> fields) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        var found = false;
        foreach (var field in fields)
        {
            foreach (var resource in resources.Named(rule.Name))
            {
                if (resource.AllIds().Any(id => id.Name == rule.Name && id.Gvk.IsSelectedBy(field.Gvk)))
                {
                    found = true;
                    FieldWalker.Visit(resource, field, CreatedField.Scalar, slot =>
                    {
                        if (slot.Value is System.Text.Json.Nodes.JsonObject or System.Text.Json.Nodes.JsonArray)
                        {
                            throw new KustomizeException("wrong node kind: expected ScalarNode");
                        }

                        slot.Set(rule.Count);
                    });
                }
            }
        }

        if (!found)
        {
            throw new KustomizeException(
                $"resource with name {rule.Name} does not match a config with the following GVK [{string.Join(' ', fields.Select(f => ResourceId.Show(f.Gvk)))}]",
                field: "replicas");
        }
    }
}
