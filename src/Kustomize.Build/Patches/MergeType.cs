namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What a strategic merge must know of a type: which of its fields are lists that merge by key.</summary>
internal abstract class MergeType
{
    /// <summary>Type of a list's items.</summary>
    public virtual MergeType? Items => null;

    /// <summary>True for a list whose items merge.</summary>
    public virtual bool MergesItems => false;

    /// <summary>Fields that name an item; none for a list of scalars.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    /// <summary>Type of a field; null when nothing is known about it.</summary>
    public abstract MergeType? Field(string name);
}
