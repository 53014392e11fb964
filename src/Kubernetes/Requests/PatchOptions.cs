namespace GitOpsToolkit.Kubernetes;

/// <summary>How to patch an object.</summary>
public sealed record PatchOptions : WriteOptions
{
    /// <summary>Takes fields over from other managers; only server-side apply knows conflicts, so only there it may be set.</summary>
    public bool Force { get; init; }
}
