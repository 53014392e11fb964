namespace GitOpsToolkit.Apply;

/// <summary>An apply that stopped. Objects of the stages before it are in the cluster; <see cref="Completed"/> lists them.</summary>
public sealed class ApplyException : Exception
{
    /// <summary>Says what went wrong and with which object.</summary>
    public ApplyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    private ApplyException(ApplyException cause, ChangeSet completed)
        : base(cause.Message, cause)
    {
        Completed = completed;
    }

    /// <summary>What the stages before the failing one did.</summary>
    public ChangeSet Completed { get; } = new();

    internal ApplyException After(ChangeSet completed) => new(this, completed);
}
