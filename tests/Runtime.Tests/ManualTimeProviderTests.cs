using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Advance_SeveralTimers_FireInOrderAtTheirTimes()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        var fired = new List<(string, double)>();
        ITimer Timer(string name, double due, double period = -1) => clock.CreateTimer(
            _ => fired.Add((name, (clock.GetUtcNow() - start).TotalSeconds)),
            null,
            TimeSpan.FromSeconds(due),
            period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
        using var late = Timer("late", 3);
        using var every = Timer("every", 1, 2);

        clock.Advance(TimeSpan.FromSeconds(3));

        fired.ShouldBe([("every", 1.0), ("late", 3.0), ("every", 3.0)]);
    }

    [Fact]
    public async Task Delay_ClockReachesIt_Completes()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(59));
        delay.IsCompleted.ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
    }
}
