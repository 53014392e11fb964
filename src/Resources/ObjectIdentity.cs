namespace GitOpsToolkit.Resources;

/// <summary>Names one object in a cluster; the version is not part of an identity.</summary>
/// <param name="GroupKind">Group and kind.</param>
/// <param name="Namespace">Namespace, empty for cluster-scoped objects.</param>
/// <param name="Name">Name.</param>
public readonly record struct ObjectIdentity(GroupKind GroupKind, string Namespace, string Name)
{
    /// <summary>The subject form of messages: <c>Kind/namespace/name</c>, or <c>Kind/name</c> without a namespace.</summary>
    public override string ToString() =>
        Namespace.Length == 0 ? $"{GroupKind.Kind}/{Name}" : $"{GroupKind.Kind}/{Namespace}/{Name}";
}
