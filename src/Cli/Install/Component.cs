namespace GitOpsToolkit.Cli.Install;

/// <summary>A controller that can be installed as a pod of its own.</summary>
/// <param name="Name">Name of its Deployment and ServiceAccount, the one Flux uses too.</param>
/// <param name="RunName">What <c>gitops run</c> calls it.</param>
/// <param name="CustomResources">Plurals with their groups whose objects it reconciles.</param>
/// <param name="ServesArtifacts">True when it stores artifacts and needs a Service and a volume.</param>
/// <param name="Applies">True when it applies objects on behalf of users.</param>
internal sealed record Component(string Name, string RunName, IReadOnlyList<(string Group, string Plural)> CustomResources, bool ServesArtifacts, bool Applies)
{
    private static readonly string[] SourceKinds = ["gitrepositories", "ocirepositories", "helmrepositories", "helmcharts", "buckets", "externalartifacts"];

    /// <summary>Every component this version has, in the order they are installed.</summary>
    public static IReadOnlyList<Component> All { get; } =
    [
        new("source-controller", "source", [.. SourceKinds.Select(static plural => ("source.toolkit.fluxcd.io", plural))], ServesArtifacts: true, Applies: false),
        new("kustomize-controller", "kustomize", [("kustomize.toolkit.fluxcd.io", "kustomizations")], ServesArtifacts: false, Applies: true),
    ];
}
