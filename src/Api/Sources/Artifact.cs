using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A stored file that a source offers to its consumers.</summary>
public sealed class Artifact
{
    /// <summary>Path of the file under the storage root.</summary>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>Address to download the file from.</summary>
    [Required]
    public string Url { get; set; } = "";

    /// <summary>Upstream identifier a person can trace, for example <c>main@sha1:…</c>.</summary>
    [Required]
    public string Revision { get; set; } = "";

    /// <summary>Digest of the file's bytes, <c>algorithm:hex</c>.</summary>
    [Required]
    [Pattern("^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$")]
    public string Digest { get; set; } = "";

    /// <summary>When the file was written.</summary>
    [Required]
    public DateTimeOffset LastUpdateTime { get; set; }

    /// <summary>Size of the file in bytes.</summary>
    public long? Size { get; set; }

    /// <summary>Annotations that came from upstream.</summary>
    public Dictionary<string, string>? Metadata { get; set; }
}
