namespace GitOpsToolkit.Kubernetes;

/// <summary>Where an API server is, how to trust it and who to be there. Immutable.</summary>
public sealed record ClusterConfig
{
    /// <summary>Base address; may have a path when the API is behind a gateway.</summary>
    public required Uri Server { get; init; }

    /// <summary>How the server is trusted and which client certificate is shown.</summary>
    public TlsConfig Tls { get; init; } = new();

    /// <summary>Who to be.</summary>
    public ClusterCredentials Credentials { get; init; } = new();

    /// <summary>Who to act as; null for oneself.</summary>
    public Impersonation? Impersonation { get; init; }

    /// <summary>Namespace of objects that name none.</summary>
    /// <value><c>default</c>.</value>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>HTTP or SOCKS5 proxy; null connects directly.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Asks for uncompressed answers; worth it only on fast networks with slow processors.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>Longest time one attempt of a request may take; watches are not bound by it once they are open.</summary>
    /// <value>60 seconds, after which the API server gives up as well.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most requests per second over time, shared with impersonating clients; 0 for no limit.</summary>
    /// <value>0: API servers have priority and fairness of their own.</value>
    public double RequestsPerSecond { get; init; }

    /// <summary>Most requests at once before <see cref="RequestsPerSecond"/> holds.</summary>
    /// <value>300, as Flux's <c>--kube-api-burst</c>.</value>
    public int RequestBurst { get; init; } = 300;

    /// <summary>Name under which requests are logged and field managers guessed; null for this library's.</summary>
    public string? UserAgent { get; init; }
}
