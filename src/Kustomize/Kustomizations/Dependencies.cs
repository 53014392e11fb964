using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Tells the two sorts of dependencies apart: Kustomizations, which the cache knows, and objects of other kinds.</summary>
internal static class Dependencies
{
    /// <summary>Keys of the Kustomizations an owner depends on.</summary>
    public static IEnumerable<NamespacedName> KustomizationsOf(Kustomization owner) =>
        (owner.Spec.DependsOn ?? []).Where(static reference => !reference.IsForeign()).Select(reference => reference.KeyIn(owner.Namespace));

    /// <summary>True for a dependency on another kind than Kustomization.</summary>
    public static bool IsForeign(this KustomizationDependency reference) =>
        !string.IsNullOrEmpty(reference.Kind)
        && reference.GroupKind() != new GroupKind(Kustomization.Info.Group, Kustomization.Info.Kind);

    /// <summary>Group and kind of a dependency.</summary>
    public static GroupKind GroupKind(this KustomizationDependency reference) =>
        string.IsNullOrEmpty(reference.ApiVersion)
            ? new GroupKind(Kustomization.Info.Group, reference.Kind ?? Kustomization.Info.Kind)
            : GroupVersionKind.Parse(reference.ApiVersion, reference.Kind ?? Kustomization.Info.Kind).GroupKind;

    /// <summary>The first dependency of another kind in another namespace; null when there is none.</summary>
    public static ObjectIdentity? FindForeignAcrossNamespaces(Kustomization owner) =>
        (owner.Spec.DependsOn ?? [])
            .Where(static reference => reference.IsForeign())
            .Where(reference => !string.Equals(reference.KeyIn(owner.Namespace).Namespace, owner.Namespace, StringComparison.Ordinal))
            .Select(reference => new ObjectIdentity(reference.GroupKind(), reference.KeyIn(owner.Namespace).Namespace, reference.Name))
            .Cast<ObjectIdentity?>()
            .FirstOrDefault();
}
