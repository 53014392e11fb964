namespace GitOpsToolkit.Kubernetes;

/// <summary>How to delete an object.</summary>
public sealed record DeleteOptions : RequestOptions
{
    /// <summary>What happens to owned objects; null for the kind's default.</summary>
    public PropagationPolicy? PropagationPolicy { get; init; }

    /// <summary>What the stored object must still be; null for anything.</summary>
    public Preconditions? Preconditions { get; init; }

    /// <summary>Seconds the object gets to end; null for the kind's default, 0 for at once.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Asks the server to do everything but delete.</summary>
    public bool DryRun { get; init; }
}
