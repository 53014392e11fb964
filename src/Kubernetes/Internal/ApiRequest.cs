namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>A request before it knows who sends it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query, escaped.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = MediaTypes.Json;

    public string Accept { get; init; } = MediaTypes.Json;

    /// <summary>True when sending it twice does no more than sending it once, so a lost connection may be tried again.</summary>
    public bool Idempotent { get; init; }

    /// <summary>True when the body of the answer is read long after the request, so no deadline may cut it.</summary>
    public bool Streaming { get; init; }

    /// <summary>The ETag of what the caller has; the server then answers 304 when nothing changed.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>The kind in question, for traces; null outside of resources.</summary>
    public ApiResource? Resource { get; init; }
}
