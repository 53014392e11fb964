namespace GitOpsToolkit.Runtime;

/// <summary>Lets one-line passes end in an outcome.</summary>
public static class OutcomeTaskExtensions
{
    /// <summary>Awaits the work, then nothing more to do.</summary>
    public static async Task<Outcome> ThenDone(this Task work)
    {
        ArgumentNullException.ThrowIfNull(work);
        await work.ConfigureAwait(false);
        return Outcome.Done;
    }
}
