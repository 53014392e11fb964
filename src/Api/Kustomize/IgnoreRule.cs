using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Fields left to others.</summary>
public sealed class IgnoreRule
{
    /// <summary>JSON pointers (RFC 6901) of the fields.</summary>
    [Required]
    public List<string> Paths { get; set; } = [];

    /// <summary>Objects the rule holds for; absent means all.</summary>
    public KustomizeSelector? Target { get; set; }
}
