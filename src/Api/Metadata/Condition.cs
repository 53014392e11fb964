using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api;

/// <summary>One observation about an object, as <c>metav1.Condition</c> defines it.</summary>
public sealed record Condition
{
    /// <summary>What is observed, for example <c>Ready</c>.</summary>
    [Required]
    [StringLength(316)]
    [Pattern(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$")]
    public string Type { get; init; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Required]
    [AllowedValues("True", "False", "Unknown")]
    public string Status { get; init; } = "";

    /// <summary>Machine-readable cause in CamelCase.</summary>
    [Required]
    [StringLength(1024, MinimumLength = 1)]
    [Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public string Reason { get; init; } = "";

    /// <summary>Cause for people; may be empty.</summary>
    [Required]
    [StringLength(32768)]
    public string Message { get; init; } = "";

    /// <summary>When status, reason or message last changed; whole seconds, UTC.</summary>
    [Required]
    public DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>Generation of the object at the time the condition was set.</summary>
    [Range(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }
}
