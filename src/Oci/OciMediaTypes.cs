namespace GitOpsToolkit.Oci;

/// <summary>Media types of manifests and layers.</summary>
public static class OciMediaTypes
{
    /// <summary>OCI image manifest.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI image index.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>Docker's manifest.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker's list of manifests.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Configuration of Flux' artifacts.</summary>
    public const string FluxConfig = "application/vnd.cncf.flux.config.v1+json";

    /// <summary>Content of Flux' artifacts: a gzip-compressed tar archive.</summary>
    public const string FluxContent = "application/vnd.cncf.flux.content.v1.tar+gzip";

    /// <summary>Configuration of Helm charts.</summary>
    public const string HelmConfig = "application/vnd.cncf.helm.config.v1+json";

    /// <summary>Content of Helm charts.</summary>
    public const string HelmChart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    /// <summary>What is accepted when a manifest is asked for.</summary>
    internal static IReadOnlyList<string> Manifests { get; } = [Manifest, Index, DockerManifest, DockerManifestList];
}
