namespace GitOpsToolkit.Runtime;

/// <summary>Writes the status of the object under reconciliation while its pass runs.</summary>
internal interface IStatusPublisher
{
    /// <summary>Publishes the status as it is now when watchers should see it: at once for work that is new, later for work that turns out slow.</summary>
    Task ProgressAsync(CancellationToken cancellationToken);

    /// <summary>Writes the status as it is now.</summary>
    Task SaveAsync(CancellationToken cancellationToken);
}
