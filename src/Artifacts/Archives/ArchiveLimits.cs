namespace GitOpsToolkit.Artifacts;

/// <summary>Bounds on what unpacking an archive may cost. Exceeding one is an <see cref="ArchiveException"/>.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Default of <see cref="MaxBytes"/>: 1 GiB.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    /// <summary>Default of <see cref="MaxEntries"/>.</summary>
    public const int DefaultMaxEntries = 200_000;

    /// <summary>Default of <see cref="MaxPathLength"/>, the limit of common file systems.</summary>
    public const int DefaultMaxPathLength = 4096;

    /// <summary>Default of <see cref="MaxRatio"/>; manifests that repeat themselves reach about 100.</summary>
    public const int DefaultMaxRatio = 400;

    /// <summary>The defaults.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Sum of the file sizes in bytes.</summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>Number of entries, directories included.</summary>
    public int MaxEntries { get; init; } = DefaultMaxEntries;

    /// <summary>Length of a path in bytes of UTF-8.</summary>
    public int MaxPathLength { get; init; } = DefaultMaxPathLength;

    /// <summary>Unpacked bytes per packed byte, looked at once 16 MiB have been unpacked.</summary>
    public int MaxRatio { get; init; } = DefaultMaxRatio;
}
