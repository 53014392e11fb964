namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Changes the resources of a kustomization.</summary>
internal interface ITransformer
{
    void Transform(ResourceSet resources);
}
