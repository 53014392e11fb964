namespace GitOpsToolkit.Kubernetes;

/// <summary>What every verb that answers with objects understands.</summary>
public abstract record RequestOptions
{
    /// <summary>
    /// Leaves <c>metadata.managedFields</c> out of the answer. It is often the larger half of an object, and only field
    /// ownership needs it.
    /// </summary>
    public bool DropManagedFields { get; init; }
}
