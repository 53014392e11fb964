using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>An inline patch.</summary>
public sealed class KustomizePatch
{
    /// <summary>Strategic merge or JSON 6902 patch as YAML.</summary>
    [Required]
    public string Patch { get; set; } = "";

    /// <summary>Objects to patch; absent means the object the patch names.</summary>
    public KustomizeSelector? Target { get; set; }
}
