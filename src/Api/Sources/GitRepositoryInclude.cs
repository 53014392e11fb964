using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>A folder of another repository's artifact that is placed into this one.</summary>
public sealed class GitRepositoryInclude
{
    /// <summary>The other GitRepository, in the same namespace.</summary>
    [Required]
    public LocalObjectReference Repository { get; set; } = new();

    /// <summary>Folder in the other artifact; absent means its root.</summary>
    public string? FromPath { get; set; }

    /// <summary>Folder here; absent means the name of the other repository.</summary>
    public string? ToPath { get; set; }
}
