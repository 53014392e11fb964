namespace GitOpsToolkit.Apply.Health;

/// <summary>How far an object has come towards the state its spec asks for.</summary>
public enum ObjectStatus
{
    /// <summary>Not known: not read yet, or the read failed.</summary>
    Unknown,

    /// <summary>On the way.</summary>
    InProgress,

    /// <summary>Will not get there without help.</summary>
    Failed,

    /// <summary>There.</summary>
    Current,

    /// <summary>Being deleted.</summary>
    Terminating,

    /// <summary>Not in the cluster.</summary>
    NotFound,
}
