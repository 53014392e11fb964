namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Makes resources.</summary>
internal interface IGenerator
{
    IReadOnlyList<Resource> Generate();
}
