using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// The labels and annotations by which a user steers how one object is treated, and by which an object says who owns it. All share
/// the prefix of the owner's API group. Values are compared without regard to case.
/// </summary>
/// <param name="group">The owner's API group, for example <c>kustomize.toolkit.fluxcd.io</c>.</param>
public sealed class ControlMetadata(string group)
{
    private readonly string _ssa = group + "/ssa";
    private readonly string _force = group + "/force";
    private readonly string _prune = group + "/prune";
    private readonly string _reconcile = group + "/reconcile";

    /// <summary>Label that names the owner.</summary>
    public string NameLabel { get; } = group + "/name";

    /// <summary>Label that names the owner's namespace.</summary>
    public string NamespaceLabel { get; } = group + "/namespace";

    /// <summary>True for objects that are never applied: <c>ssa: Ignore</c> or <c>reconcile: Disabled</c>.</summary>
    public bool IsExcludedFromApply(Unstructured? resource) => Has(resource, _reconcile, "Disabled") || Has(resource, _ssa, "Ignore");

    /// <summary>True for objects that are created once and then left alone: <c>ssa: IfNotPresent</c>.</summary>
    public bool IsCreateOnly(Unstructured? resource) => Has(resource, _ssa, "IfNotPresent");

    /// <summary>True for objects whose fields of other managers are kept: <c>ssa: Merge</c>.</summary>
    public bool KeepsForeignFields(Unstructured? resource) => Has(resource, _ssa, "Merge");

    /// <summary>True for objects that may be deleted and created anew when a field cannot be changed: <c>force: Enabled</c>.</summary>
    public bool AllowsRecreate(Unstructured? resource) => Has(resource, _force, "Enabled");

    /// <summary>True for objects that are never deleted: <c>prune: Disabled</c>, <c>reconcile: Disabled</c> or <c>ssa: Ignore</c>.</summary>
    public bool IsExcludedFromPrune(Unstructured? resource) => Has(resource, _prune, "Disabled") || IsExcludedFromApply(resource);

    /// <summary>Stamps the two owner labels.</summary>
    public void SetOwner(Unstructured resource, NamespacedName owner)
    {
        ArgumentNullException.ThrowIfNull(resource);
        resource.SetLabel(NameLabel, owner.Name);
        resource.SetLabel(NamespaceLabel, owner.Namespace);
    }

    /// <summary>True when both owner labels carry this owner's values.</summary>
    public bool IsOwnedBy(Unstructured resource, NamespacedName owner)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return string.Equals(resource.Label(NameLabel), owner.Name, StringComparison.Ordinal)
            && string.Equals(resource.Label(NamespaceLabel), owner.Namespace, StringComparison.Ordinal);
    }

    /// <summary>True for keys that steer the apply under some group.</summary>
    internal static bool MaySteer(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash > 0 && key.AsSpan(slash + 1) is "ssa" or "force" or "prune" or "reconcile";
    }

    private static bool Has(Unstructured? resource, string key, string value) =>
        resource is not null && (Matches(resource.Label(key), value) || Matches(resource.Annotation(key), value));

    private static bool Matches(string? actual, string value) => string.Equals(actual, value, StringComparison.OrdinalIgnoreCase);
}
