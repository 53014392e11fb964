using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Namespaces whose objects may refer to this one.</summary>
public sealed class AccessFrom
{
    /// <summary>Selectors of namespaces; one must match.</summary>
    [Required]
    public List<NamespaceSelector> NamespaceSelectors { get; set; } = [];
}
