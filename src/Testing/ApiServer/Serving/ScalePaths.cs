namespace GitOpsToolkit.Testing.ApiServer.Serving;

/// <summary>Where a kind keeps what the scale subresource shows; dotted JSON paths with a leading dot.</summary>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? LabelSelector)
{
    /// <summary>Paths of Deployments and their like.</summary>
    public static ScalePaths Workload { get; } = new(".spec.replicas", ".status.replicas", ".status.selector");
}
