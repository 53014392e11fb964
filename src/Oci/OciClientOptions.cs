namespace GitOpsToolkit.Oci;

/// <summary>How registries are reached.</summary>
public sealed record OciClientOptions
{
    /// <summary>Default of <see cref="UserAgent"/>; registries tell Flux' clients by it.</summary>
    public const string DefaultUserAgent = "flux/v2";

    /// <summary>Default of <see cref="MaxBlobBytes"/>: 1 GiB.</summary>
    public const long DefaultMaxBlobBytes = 1L << 30;

    /// <summary>Where credentials are found; null for anonymous access.</summary>
    public IRegistryCredentials? Credentials { get; init; }

    /// <summary>True allows plain HTTP and certificates that cannot be verified.</summary>
    public bool Insecure { get; init; }

    /// <summary>Certificate authorities in PEM that are trusted besides the system's; null for none.</summary>
    public string? CaBundle { get; init; }

    /// <summary>Client certificate in PEM; needs <see cref="ClientKey"/>.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Key of the client certificate in PEM.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Proxy as a URL, with credentials if it wants any; null for the environment's.</summary>
    public string? Proxy { get; init; }

    /// <summary>Value of the header <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = DefaultUserAgent;

    /// <summary>Largest blob that is read; zero or less lifts the limit.</summary>
    /// <value>1 GiB.</value>
    public long MaxBlobBytes { get; init; } = DefaultMaxBlobBytes;

    /// <summary>Longest wait for the beginning of an answer. The whole operation is bounded by the caller's token.</summary>
    /// <value>30 s.</value>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is sent that fails for a passing reason: 429, 5xx, a broken connection.</summary>
    /// <value>3.</value>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the second attempt; doubles with each further one.</summary>
    /// <value>500 ms.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Size of the pieces in which blobs are pushed; null pushes each in one request.</summary>
    public int? ChunkBytes { get; init; }

    /// <summary>
    /// Hosts that may receive credentials when a registry names them as its token service, besides the registry itself, hosts below
    /// it, its parent domain, and Docker Hub's.
    /// </summary>
    public IReadOnlyCollection<string> TrustedTokenHosts { get; init; } = [];
}
