namespace GitOpsToolkit.Apply;

/// <summary>What became of one object in a pass.</summary>
public enum ApplyAction
{
    /// <summary>It was not known what happened, for example because a delete was refused.</summary>
    Unknown,

    /// <summary>The object did not exist and was created, or was deleted and created anew.</summary>
    Created,

    /// <summary>The object differed and was changed.</summary>
    Configured,

    /// <summary>The object was as wanted; nothing was written.</summary>
    Unchanged,

    /// <summary>The object was left alone on request of its metadata.</summary>
    Skipped,

    /// <summary>The deletion was accepted, or the object was gone already.</summary>
    Deleted,
}
