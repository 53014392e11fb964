using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Keys of objects and of the references between them.</summary>
public static class ResourceKeyExtensions
{
    /// <summary>Namespace and name of an object.</summary>
    public static NamespacedName Key(this Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new(resource.Namespace, resource.Name);
    }

    /// <summary>The key a reference means when an object of <paramref name="ns"/> makes it.</summary>
    public static NamespacedName KeyIn(this CrossNamespaceSourceReference reference, string ns)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new(string.IsNullOrEmpty(reference.Namespace) ? ns : reference.Namespace, reference.Name);
    }

    /// <inheritdoc cref="KeyIn(CrossNamespaceSourceReference, string)"/>
    public static NamespacedName KeyIn(this KustomizationDependency reference, string ns)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new(string.IsNullOrEmpty(reference.Namespace) ? ns : reference.Namespace, reference.Name);
    }

    /// <inheritdoc cref="KeyIn(CrossNamespaceSourceReference, string)"/>
    public static NamespacedName KeyIn(this LocalObjectReference reference, string ns)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new(ns, reference.Name);
    }
}
