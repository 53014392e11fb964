namespace GitOpsToolkit.Api.Sources;

/// <summary>Which version of the artifact to follow. Where several are set the order is digest, semver, tag.</summary>
public sealed class OCIRepositoryRef
{
    /// <summary>Digest of a manifest, <c>sha256:…</c>.</summary>
    public string? Digest { get; set; }

    /// <summary>Version range; the highest matching tag is taken.</summary>
    public string? Semver { get; set; }

    /// <summary>Regular expression that tags must match before the range is applied.</summary>
    public string? SemverFilter { get; set; }

    /// <summary>Tag; <c>latest</c> when nothing else is set.</summary>
    public string? Tag { get; set; }
}
