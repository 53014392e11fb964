namespace GitOpsToolkit.Resources.Schemas;

/// <summary>How a list merges and who can own its parts (<c>x-kubernetes-list-type</c>).</summary>
public enum ListType
{
    /// <summary>The list is one value; the last writer owns all of it.</summary>
    Atomic,

    /// <summary>A set of scalars; every item has its own owner.</summary>
    Set,

    /// <summary>Objects named by key fields; every item, and every field inside, has its own owner.</summary>
    Map,
}
