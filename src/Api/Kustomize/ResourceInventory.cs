using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>The set of objects an applier manages.</summary>
public sealed class ResourceInventory
{
    /// <summary>Managed objects in apply order.</summary>
    [Required]
    public List<ResourceReference> Entries { get; set; } = [];
}
