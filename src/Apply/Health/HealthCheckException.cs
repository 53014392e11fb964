namespace GitOpsToolkit.Apply.Health;

/// <summary>Not every object became current. The message lists the objects and their status.</summary>
public sealed class HealthCheckException(string message, bool isTimeout) : Exception(message)
{
    /// <summary>True when time ran out, false when an object failed.</summary>
    public bool IsTimeout { get; } = isTimeout;
}
