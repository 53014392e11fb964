namespace GitOpsToolkit.Artifacts;

/// <summary>Where artifacts are kept, for how long, and under which address consumers find them.</summary>
public sealed class ArtifactStorageOptions
{
    /// <summary>Default of <see cref="Path"/> (flag <c>--storage-path</c>).</summary>
    public const string DefaultPath = "/data";

    /// <summary>Default of <see cref="ListenAddress"/> (flag <c>--storage-addr</c>).</summary>
    public const string DefaultListenAddress = ":9090";

    /// <summary>Default of <see cref="RetentionRecords"/> (flag <c>--artifact-retention-records</c>).</summary>
    public const int DefaultRetentionRecords = 2;

    /// <summary>Folder that holds the artifacts; it must exist at start.</summary>
    /// <value><c>/data</c>.</value>
    public string Path { get; set; } = DefaultPath;

    /// <summary>Address the artifact server listens on, <c>[host]:port</c>; port 0 picks a free one.</summary>
    /// <value><c>:9090</c>.</value>
    public string ListenAddress { get; set; } = DefaultListenAddress;

    /// <summary>Host, or scheme and host, that consumers use (flag <c>--storage-adv-addr</c>).</summary>
    /// <value>Empty: derived from <see cref="ListenAddress"/>.</value>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>Age at which a superseded artifact may go (flag <c>--artifact-retention-ttl</c>).</summary>
    /// <value>1 minute.</value>
    public TimeSpan RetentionTtl { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of artifacts per object that survive, the current one included.</summary>
    /// <value>2.</value>
    public int RetentionRecords { get; set; } = DefaultRetentionRecords;

    /// <summary>Digest algorithm of new artifacts (flag <c>--artifact-digest-algo</c>).</summary>
    /// <value><c>sha256</c>.</value>
    public string DigestAlgorithm { get; set; } = ArtifactDigest.DefaultAlgorithm;
}
