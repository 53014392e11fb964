using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Git;

namespace GitOpsToolkit.Source;

/// <summary>How the source controller works. Properties mirror the flags of Flux' source-controller (source.md §12.1 of the contract).</summary>
public sealed class SourceControllerOptions
{
    /// <summary>Default of <see cref="Concurrent"/>.</summary>
    public const int DefaultConcurrent = 2;

    /// <summary>Default of <see cref="MaxArtifactBytes"/>: 1 GiB.</summary>
    public const long DefaultMaxArtifactBytes = 1L << 30;

    /// <summary>Where artifacts are kept and how they are served.</summary>
    public ArtifactStorageOptions Storage { get; set; } = new();

    /// <summary>How git is run.</summary>
    public GitClientOptions Git { get; set; } = new();

    /// <summary>Passes of one kind that may run at once (flag <c>--concurrent</c>).</summary>
    /// <value>2.</value>
    [Range(1, 10_000)]
    public int Concurrent { get; set; } = DefaultConcurrent;

    /// <summary>Wait before an object is looked at again whose includes are not there (flag <c>--requeue-dependency</c>).</summary>
    /// <value>30 s.</value>
    public TimeSpan RequeueDependency { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Budget of remote operations for sources that state none.</summary>
    /// <value>60 s, the default of <c>spec.timeout</c>.</value>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest sum of file sizes in one artifact; zero or less lifts the limit.</summary>
    /// <value>1 GiB.</value>
    public long MaxArtifactBytes { get; set; } = DefaultMaxArtifactBytes;

    /// <summary>Largest index of a Helm repository in bytes (flag <c>--helm-index-max-size</c>).</summary>
    /// <value>50 MiB.</value>
    [Range(1, int.MaxValue)]
    public int HelmIndexMaxSize { get; set; } = 50 << 20;

    /// <summary>Largest chart package in bytes (flag <c>--helm-chart-max-size</c>).</summary>
    /// <value>10 MiB.</value>
    [Range(1, int.MaxValue)]
    public int HelmChartMaxSize { get; set; } = 10 << 20;

    /// <summary>Largest file in a chart in bytes (flag <c>--helm-chart-file-max-size</c>).</summary>
    /// <value>5 MiB.</value>
    [Range(1, int.MaxValue)]
    public int HelmChartFileMaxSize { get; set; } = 5 << 20;

    /// <summary>Number of Helm indexes kept in memory (flag <c>--helm-cache-max-size</c>).</summary>
    /// <value>0: none.</value>
    [Range(0, int.MaxValue)]
    public int HelmCacheMaxSize { get; set; }

    /// <summary>How long an index stays in memory after its last use (flag <c>--helm-cache-ttl</c>).</summary>
    /// <value>15 minutes.</value>
    public TimeSpan HelmCacheTtl { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Folder layers are unpacked in.</summary>
    /// <value>Empty: the system's temporary folder.</value>
    public string ScratchPath { get; set; } = "";

    /// <summary>Bounds on what unpacking may cost.</summary>
    internal ArchiveLimits UnpackLimits => ArchiveLimits.Default with { MaxBytes = MaxArtifactBytes > 0 ? MaxArtifactBytes : long.MaxValue };
}
