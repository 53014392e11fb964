using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Runtime.Tests.Queueing;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly NamespacedName A = new("default", "a");
    private static readonly NamespacedName B = new("default", "b");
    private static readonly NamespacedName C = new("default", "c");

    private readonly ManualTimeProvider _clock = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests()
    {
        _queue = new(_clock, new(TimeSpan.FromMilliseconds(750), TimeSpan.FromMinutes(15)));
        _queue.Open();
    }

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Take_SameKeyAddedTwice_ComesOnce()
    {
        _queue.Add(A, WorkPriority.High);
        _queue.Add(A, WorkPriority.High);

        _queue.Done(await TakeAsync());

        _queue.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task Add_WhileWorkedOn_ComesAgainAfterDoneAndInterrupts()
    {
        _queue.Add(A, WorkPriority.High);
        var first = await TakeAsync();
        var cause = new ObjectIdentity(new("source.toolkit.fluxcd.io", "GitRepository"), "default", "app");

        _queue.Add(A, WorkPriority.High, cause);

        first.Interrupted.IsCancellationRequested.ShouldBeTrue();
        first.InterruptedBy.ShouldBe(cause);
        var second = TakeAsync();
        second.IsCompleted.ShouldBeFalse("the key must not be given to two workers");
        _queue.Done(first);
        (await second).Key.ShouldBe(A);
    }

    [Fact]
    public async Task Take_LowBeforeHigh_HighComesFirst()
    {
        _queue.Add(A, WorkPriority.Low);
        _queue.Add(B, WorkPriority.Low);
        _queue.Add(C, WorkPriority.High);

        (await TakeAsync()).Key.ShouldBe(C);
        (await TakeAsync()).Key.ShouldBe(A);
    }

    [Fact]
    public async Task Add_QueuedLowThenHigh_MovesUpAndComesOnce()
    {
        _queue.Add(A, WorkPriority.Low);
        _queue.Add(B, WorkPriority.Low);
        _queue.Add(B, WorkPriority.High);

        var first = await TakeAsync();
        var second = await TakeAsync();
        _queue.Done(first);
        _queue.Done(second);

        first.Key.ShouldBe(B);
        second.Key.ShouldBe(A);
        _queue.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task AddAfter_DelayPasses_ComesThenAndNotBefore()
    {
        _queue.AddAfter(A, TimeSpan.FromSeconds(10), WorkPriority.High);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        _queue.IsIdle.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromSeconds(0.1));

        (await TakeAsync()).Key.ShouldBe(A);
    }

    [Fact]
    public async Task AddAfter_EarlierDelayPending_KeepsTheEarlier()
    {
        _queue.AddAfter(A, TimeSpan.FromSeconds(5), WorkPriority.High);
        _queue.AddAfter(A, TimeSpan.FromSeconds(50), WorkPriority.High);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _queue.Done(await TakeAsync());

        _clock.Advance(TimeSpan.FromSeconds(100));

        _queue.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task Take_KeyHasPendingDelay_DelayIsDropped()
    {
        _queue.AddAfter(A, TimeSpan.FromSeconds(10), WorkPriority.Low);
        _queue.Add(A, WorkPriority.High);
        _queue.Done(await TakeAsync());

        _clock.Advance(TimeSpan.FromMinutes(1));

        _queue.IsIdle.ShouldBeTrue();
        _clock.NextTimer.ShouldBeNull("an idle queue keeps no timer");
    }

    [Fact]
    public void AddRateLimited_RepeatedFailures_DelaysDoubleToTheMaximum()
    {
        var delays = Enumerable.Range(0, 13).Select(_ => _queue.AddRateLimited(A)).ToList();

        delays[0].ShouldBe(TimeSpan.FromMilliseconds(750));
        delays[1].ShouldBe(TimeSpan.FromMilliseconds(1500));
        delays[10].ShouldBe(TimeSpan.FromSeconds(768));
        delays[11].ShouldBe(TimeSpan.FromMinutes(15));
        delays[12].ShouldBe(TimeSpan.FromMinutes(15));
        _queue.Forget(A);
        _queue.AddRateLimited(A).ShouldBe(TimeSpan.FromMilliseconds(750));
    }

    [Fact]
    public async Task Close_KeysQueuedDelayedAndWorkedOn_DropsThemAll()
    {
        _queue.Add(A, WorkPriority.High);
        var working = await TakeAsync();
        _queue.Add(A, WorkPriority.High);
        _queue.Add(B, WorkPriority.High);
        _queue.AddAfter(C, TimeSpan.FromSeconds(1), WorkPriority.High);

        _queue.Close();
        _queue.Done(working);
        _queue.Add(B, WorkPriority.High);
        _clock.Advance(TimeSpan.FromMinutes(1));

        _queue.IsIdle.ShouldBeTrue();
    }

    private Task<WorkItem> TakeAsync() => _queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();
}
