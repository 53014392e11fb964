namespace GitOpsToolkit.Resources.Schemas;

/// <summary>
/// The kinds every Kubernetes API server serves in a stable version, and their types. Types are read from a text in this
/// assembly at first use and shared; nothing here changes afterwards.
/// </summary>
public static class BuiltInSchemas
{
    private static readonly Lazy<SchemaCatalog> Catalog = new(SchemaCatalog.Load);

    /// <summary>All kinds that have objects or a resource of their own, in the order of discovery.</summary>
    public static IReadOnlyCollection<BuiltInKind> Kinds => Catalog.Value.Kinds;

    /// <summary>The object type of a kind; null when it is not built in.</summary>
    /// <remarks>Also answers for kinds without a resource of their own, such as <c>Scale</c> and <c>Status</c>.</remarks>
    public static TypeSchema? Find(GroupVersionKind gvk) => Catalog.Value.FindKindType(gvk);

    /// <summary>A kind; null when it is not built in.</summary>
    public static BuiltInKind? FindKind(GroupVersionKind gvk) => Catalog.Value.FindKind(gvk);

    /// <summary>Whether a kind lives in a namespace, whatever its version; null when it is not built in.</summary>
    public static bool? IsNamespaced(GroupKind kind) => Catalog.Value.IsNamespaced(kind);

    /// <summary>A type by its Go package and name, for example <c>meta/v1.ObjectMeta</c> or <c>core/v1.PodTemplateSpec</c>; null when unknown.</summary>
    public static TypeSchema? FindType(string name) => Catalog.Value.FindType(name);
}
