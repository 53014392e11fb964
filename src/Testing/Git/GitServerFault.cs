namespace GitOpsToolkit.Testing.Git;

/// <summary>Ways for a repository to misbehave.</summary>
public enum GitServerFault
{
    /// <summary>Works.</summary>
    None,

    /// <summary>Answers every request with 500.</summary>
    InternalError,

    /// <summary>Takes requests and never answers.</summary>
    Hang,

    /// <summary>Closes the connection in the middle of the answer.</summary>
    Break,

    /// <summary>Lists refs, then refuses to send objects.</summary>
    NoObjects,
}
