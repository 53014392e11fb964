using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Sources, and the artifacts to make from their files.</summary>
[CelRule(
    "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))",
    "artifact names must be valid Kubernetes object names when pathPattern is not set")]
public sealed class ArtifactGeneratorSpec
{
    /// <summary>Sources whose files may be copied.</summary>
    [Required]
    [Length(1, 1000)]
    public List<ArtifactGeneratorSource> Sources { get; set; } = [];

    /// <summary>Artifacts to make.</summary>
    [Required]
    [Length(1, 1000)]
    public List<ArtifactGeneratorOutput> Artifacts { get; set; } = [];

    /// <summary><c>@alias/path</c> with <c>{name}</c> segments: the artifacts are made once for every folder it matches.</summary>
    [StringLength(1024)]
    [Pattern("^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$")]
    public string? PathPattern { get; set; }

    /// <summary>Labels and annotations of the made objects.</summary>
    public CommonMetadata? CommonMetadata { get; set; }
}
