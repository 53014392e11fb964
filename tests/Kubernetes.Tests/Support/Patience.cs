using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>Waiting for what must happen; the limit only ends tests that would hang.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task UntilAsync(Func<bool> condition)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(startedAt) > Limit)
            {
                throw new TimeoutException("what the test waits for did not happen");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
        }
    }

    /// <summary>Waits until a timer is due in exactly this time, then moves the clock there.</summary>
    public static async Task FireAsync(this ManualTimeProvider clock, TimeSpan due)
    {
        await UntilAsync(() => clock.NextTimer - clock.GetUtcNow() == due);
        clock.Advance(due);
    }

    /// <summary>Moves the clock from timer to timer until the task is done.</summary>
    public static async Task<T> DriveAsync<T>(this ManualTimeProvider clock, Task<T> task, TimeSpan most)
    {
        await UntilAsync(() =>
        {
            if (clock.NextTimer - clock.GetUtcNow() is { } due && due <= most)
            {
                clock.Advance(due);
            }

            return task.IsCompleted;
        });
        return await task;
    }
}
