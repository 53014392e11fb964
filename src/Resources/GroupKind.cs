namespace GitOpsToolkit.Resources;

/// <summary>Names a kind regardless of its version.</summary>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Kind">Kind.</param>
public readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary><c>Kind.group</c>, or just the kind in the core group.</summary>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}
