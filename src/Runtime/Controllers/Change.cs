namespace GitOpsToolkit.Runtime;

/// <summary>Differences between two versions of an object that are worth a pass. Creation and deletion always are.</summary>
[Flags]
public enum Change
{
    /// <summary>No update counts.</summary>
    None = 0,

    /// <summary>The desired state changed (<c>metadata.generation</c>), or deletion was asked for.</summary>
    Generation = 1,

    /// <summary>The annotation <c>reconcile.fluxcd.io/requestedAt</c> appeared or has another value; its removal does not count.</summary>
    ReconcileRequested = 2,

    /// <summary>A source got its first artifact or one of another revision (<c>status.artifact.revision</c>).</summary>
    ArtifactRevision = 4,

    /// <summary>The condition Ready became true.</summary>
    BecameReady = 8,

    /// <summary>A label was added, removed or changed.</summary>
    Labels = 16,

    /// <summary>An annotation was added, removed or changed.</summary>
    Annotations = 32,

    /// <summary>Any update, also of the status.</summary>
    Any = 64,
}
