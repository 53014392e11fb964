using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>A replacement of a container image.</summary>
public sealed class KustomizeImage
{
    /// <summary>Image name to match.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>New name.</summary>
    public string? NewName { get; set; }

    /// <summary>New tag.</summary>
    public string? NewTag { get; set; }

    /// <summary>New digest.</summary>
    public string? Digest { get; set; }
}
