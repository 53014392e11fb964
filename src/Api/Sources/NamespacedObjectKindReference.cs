using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>An object of any kind, possibly in another namespace.</summary>
public sealed class NamespacedObjectKindReference
{
    /// <summary>Group and version of the object.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Kind of the object.</summary>
    [Required]
    public string Kind { get; set; } = "";

    /// <summary>Name of the object.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>Namespace of the object; absent means that of the referring one.</summary>
    public string? Namespace { get; set; }
}
