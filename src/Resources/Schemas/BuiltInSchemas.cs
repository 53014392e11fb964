namespace GitOpsToolkit.Resources.Schemas;

/// <summary>The kinds every Kubernetes API server serves, and their types.</summary>
public static class BuiltInSchemas
{
    /// <summary>All kinds, by group, version and kind.</summary>
    public static IReadOnlyCollection<BuiltInKind> Kinds => throw new NotSupportedException();

    /// <summary>The object type of a kind; null when it is not built in.</summary>
    public static TypeSchema? Find(GroupVersionKind gvk) => throw new NotSupportedException();

    /// <summary>A kind; null when it is not built in.</summary>
    public static BuiltInKind? FindKind(GroupVersionKind gvk) => throw new NotSupportedException();

    /// <summary>Whether a kind lives in a namespace, whatever its version; null when it is not built in.</summary>
    public static bool? IsNamespaced(GroupKind kind) => throw new NotSupportedException();

    /// <summary>A type by its Go package and name, for example <c>meta/v1.ObjectMeta</c> or <c>core/v1.PodTemplateSpec</c>; null when unknown.</summary>
    public static TypeSchema? FindType(string name) => throw new NotSupportedException();
}
