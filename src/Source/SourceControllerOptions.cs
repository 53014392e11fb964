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

    /// <summary>Folder layers are unpacked in.</summary>
    /// <value>Empty: the system's temporary folder.</value>
    public string ScratchPath { get; set; } = "";

    /// <summary>Bounds on what unpacking may cost.</summary>
    internal ArchiveLimits UnpackLimits => ArchiveLimits.Default with { MaxBytes = MaxArtifactBytes > 0 ? MaxArtifactBytes : long.MaxValue };
}
