namespace GitOpsToolkit.Oci;

/// <summary>Annotations of manifests that say where an artifact came from.</summary>
public static class OciAnnotations
{
    /// <summary>When the artifact was made, RFC 3339.</summary>
    public const string Created = "org.opencontainers.image.created";

    /// <summary>Address of the origin, for example of a git repository.</summary>
    public const string Source = "org.opencontainers.image.source";

    /// <summary>Revision in the origin, for example <c>main@sha1:…</c>.</summary>
    public const string Revision = "org.opencontainers.image.revision";
}
