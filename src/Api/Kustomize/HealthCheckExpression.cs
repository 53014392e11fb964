using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Health rules of a kind.</summary>
public sealed class HealthCheckExpression
{
    /// <summary>Group and version; only the group counts.</summary>
    [Required]
    public string ApiVersion { get; set; } = "";

    /// <summary>Kind; absent means every kind of the group.</summary>
    public string? Kind { get; set; }

    /// <summary>True when the object is as desired.</summary>
    [Required]
    public string Current { get; set; } = "";

    /// <summary>True while the object is on its way.</summary>
    public string? InProgress { get; set; }

    /// <summary>True when the object has failed.</summary>
    public string? Failed { get; set; }
}
