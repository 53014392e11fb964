using GitOpsToolkit.Helm.Templates.Functions;
using GitOpsToolkit.Helm.Templates.Rendering;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>What templates are told about the cluster they render for: <c>.Capabilities</c>.</summary>
public sealed record KubeCapabilities
{
    /// <summary>Helm's assumptions without a cluster: Kubernetes 1.36 and the API versions built into it.</summary>
    public static KubeCapabilities Default { get; } = new();

    /// <summary>Version of Kubernetes, with or without a <c>v</c> and anything behind the numbers: <c>v1.33.4-gke.100</c>.</summary>
    /// <value><c>v1.36.0</c>.</value>
    public string KubeVersion { get; init; } = "v1.36.0";

    /// <summary>
    /// Whether <see cref="KubeVersion"/> was reported by a cluster: charts' ranges are then held against it as it is, and a text behind
    /// the numbers makes it a pre-release, as in Helm. Default false: against the numbers alone.
    /// </summary>
    public bool IsReportedByCluster { get; init; }

    /// <summary>Group-versions (<c>apps/v1</c>) and kinds (<c>apps/v1/Deployment</c>) that <c>.Capabilities.APIVersions.Has</c> knows.</summary>
    public IReadOnlyList<string> ApiVersions { get; init; } = BuiltInApiVersions.All;

    /// <summary>What templates see of the program that renders them.</summary>
    public HelmBuild Helm { get; init; } = new();

    internal KubeVersionValue Version()
    {
        try
        {
            var version = KubeVersionValue.Parse(KubeVersion);
            return IsReportedByCluster ? KubeVersionValue.FromServer(KubeVersion, version.Major, version.Minor) : version;
        }
        catch (FormatException e)
        {
            throw new ChartException($"invalid kube version '{KubeVersion}': {e.Message}", e);
        }
    }
}

/// <summary>The Helm that templates believe to be rendered by: <c>.Capabilities.HelmVersion</c>.</summary>
public sealed record HelmBuild
{
    /// <summary>Version of Helm.</summary>
    /// <value><c>v4.2</c>, what a Helm library of that release reports.</value>
    public string Version { get; init; } = "v4.2";

    /// <summary>Commit it was built from.</summary>
    public string GitCommit { get; init; } = "";

    /// <summary>State of the tree it was built from.</summary>
    public string GitTreeState { get; init; } = "";

    /// <summary>Version of Go it was built with.</summary>
    public string GoVersion { get; init; } = "go1.26.1";

    /// <summary>Version of the Kubernetes client in it.</summary>
    public string KubeClientVersion { get; init; } = "v1.36";
}
