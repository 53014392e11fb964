namespace GitOpsToolkit.Testing.ApiServer.Storage;

/// <summary>Names a resource regardless of its version.</summary>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Resource">Plural.</param>
internal readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary><c>plural.group</c>, or just the plural in the core group.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
