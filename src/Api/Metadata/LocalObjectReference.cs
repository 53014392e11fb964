using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api;

/// <summary>Names an object in the namespace of the one that refers to it.</summary>
public sealed class LocalObjectReference
{
    /// <summary>Name of the object.</summary>
    [Required]
    public string Name { get; set; } = "";
}
