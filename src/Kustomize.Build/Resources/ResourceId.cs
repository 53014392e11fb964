using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Names a resource during a build.</summary>
/// <param name="Gvk">Group, version and kind.</param>
/// <param name="Name">Name, as it is at that moment.</param>
/// <param name="Namespace">Namespace as written, empty when there is none.</param>
/// <param name="ClusterScoped">True when the kind is known to live outside namespaces.</param>
internal readonly record struct ResourceId(GroupVersionKind Gvk, string Name, string Namespace, bool ClusterScoped = false)
{
    /// <summary>What a cluster-scoped resource has instead of a namespace.</summary>
    public const string NoNamespace = "_non_namespaceable_";

    public const string DefaultNamespace = "default";

    /// <summary>The namespace that counts: none and <c>default</c> are the same.</summary>
    public string EffectiveNamespace =>
        ClusterScoped ? NoNamespace : Namespace.Length == 0 ? DefaultNamespace : Namespace;

    /// <summary>Key under which equal ids meet.</summary>
    public (GroupVersionKind Gvk, string Namespace, string Name) Key => (Gvk, EffectiveNamespace, Name);

    public bool SameAs(in ResourceId other) =>
        Name == other.Name && Gvk == other.Gvk && EffectiveNamespace == other.EffectiveNamespace;

    /// <summary>The form of kustomize's messages: <c>Deployment.v1.apps/name.namespace</c>.</summary>
    public override string ToString() =>
        $"{Show(Gvk)}/{(Name.Length == 0 ? "[noName]" : Name)}.{(Namespace.Length == 0 ? "[noNs]" : Namespace)}";

    public static string Show(GroupVersionKind gvk) =>
        $"{Or(gvk.Kind, "[noKind]")}.{Or(gvk.Version, "[noVer]")}.{Or(gvk.Group, "[noGrp]")}";

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;
}
