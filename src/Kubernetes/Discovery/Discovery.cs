using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>What a cluster serves. Read on first use, shared, and read again when a kind is unknown.</summary>
public sealed class Discovery
{
    internal Discovery()
    {
    }

    /// <summary>The served kind of this version; null when the cluster has none.</summary>
    public ValueTask<ApiResource?> ResolveAsync(GroupVersionKind gvk, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>The kind in the version the server prefers; null when the cluster has none.</summary>
    public ValueTask<ApiResource?> ResolveAsync(GroupKind kind, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>The served kind of this version.</summary>
    /// <exception cref="NoKindMatchException">The cluster has none.</exception>
    public ValueTask<ApiResource> RequireAsync(GroupVersionKind gvk, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>The kind whose API path has this plural, in the preferred version; null when the cluster has none.</summary>
    public ValueTask<ApiResource?> ResolvePluralAsync(string group, string plural, CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Every served kind, in the server's order of preference.</summary>
    public ValueTask<IReadOnlyList<ApiResource>> ListAsync(CancellationToken ct = default) => throw new NotSupportedException();

    /// <summary>Forgets what was read, after a CRD was applied.</summary>
    public void Invalidate() => throw new NotSupportedException();
}
