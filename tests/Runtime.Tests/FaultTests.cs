using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime.Tests;

/// <summary>What the runtime has to survive, one test each.</summary>
public sealed class FaultTests
{
    private readonly ScriptedReconciler _reconciler = new();

    [Fact]
    public async Task WatchDrops_ObjectCreatedMeanwhile_IsReconciled()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("before");
        await harness.SettledAsync();

        harness.Server.Faults.DropWatches();
        await harness.CreateWidgetAsync("after");
        await harness.SettledAsync();

        _reconciler.PassesOf("after").ShouldBe(1);
        _reconciler.PassesOf("before").ShouldBe(1, "a lost connection is no reason to look at everything again");
    }

    [Fact]
    public async Task WatchExpires_ObjectDeletedAndCreatedMeanwhile_BothAreSeen()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("going");
        await harness.CreateWidgetAsync("staying");
        await harness.SettledAsync();

        harness.Server.Faults.ExpireWatches();
        await harness.DeleteAsync<Widget>("default", "going");
        await harness.CreateWidgetAsync("coming");
        await harness.SettledAsync();

        (await harness.FindAsync<Widget>("default", "going")).ShouldBeNull();
        _reconciler.PassesOf("coming").ShouldBe(1);
        _reconciler.PassesOf("staying").ShouldBe(1);
    }

    [Fact]
    public async Task Throttled_StatusWrites_ArriveInTheEnd()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        harness.Server.Faults.Throttle(3, TimeSpan.FromSeconds(1), request => request is { Resource: "widgets", IsWrite: true, Verb: "patch" });

        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();

        (await harness.WidgetAsync("w")).Status.IsTrue("Ready").ShouldBeTrue();
    }

    [Fact]
    public async Task ServerErrors_StatusWrite_IsRetriedWithBackOff()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        harness.Server.Faults.Fail(1, 500, request => request is { Resource: "widgets", Subresource: "status" });
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();

        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(750));

        (await harness.WidgetAsync("w")).Status.IsTrue("Ready").ShouldBeTrue();
        _reconciler.PassesOf("w").ShouldBe(2);
    }

    [Fact]
    public async Task ApiRestart_ObjectCreatedMeanwhile_IsReconciled()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("before");
        await harness.SettledAsync();

        var created = new Widget { Metadata = { Name = "after", Namespace = "default" } };
        await harness.Server.RestartAsync(
            () => harness.Server.ApplyAsync([ResourceSerializer.Write(created)]), TestContext.Current.CancellationToken);
        await harness.SettledAsync();

        _reconciler.PassesOf("after").ShouldBe(1);
        (await harness.WidgetAsync("after")).Status.IsTrue("Ready").ShouldBeTrue();
    }

    [Fact]
    public async Task ObjectDeletedMidReconcile_PassEndsQuietly()
    {
        var inside = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        var blocks = false;
        _reconciler.OnReconcile = async (context, _) =>
        {
            if (blocks)
            {
                inside.TrySetResult();
                await proceed.Task;
            }

            return context.Ready("Succeeded", $"pass of {context.RequestedAt}");
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        blocks = true;
        await harness.RequestAsync<Widget>("default", "w", "t");
        await inside.Task.Within();

        // Someone tears the finalizer off by force.
        await harness.PatchAsync<Widget>("default", "w", new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["finalizers"] = null } });
        await harness.DeleteAsync<Widget>("default", "w");
        proceed.SetResult();
        await harness.SettledAsync();

        (await harness.FindAsync<Widget>("default", "w")).ShouldBeNull();
        harness.Metrics().ShouldNotContain("controller_runtime_reconcile_errors_total");
    }

    [Fact]
    public async Task ReconcileThrows_BecomesAConditionAndABackOffAndHealsByItself()
    {
        var broken = true;
        _reconciler.OnReconcile = (context, _) => context.Key.Name == "bad" && broken
            ? throw new InvalidOperationException("cannot reach https://bot:hunter22@example.com/x")
            : Task.FromResult(context.Ready("Succeeded", "done"));
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("bad");
        await harness.CreateWidgetAsync("good");
        await harness.SettledAsync();

        var status = (await harness.WidgetAsync("bad")).Status;
        status.Condition("Ready")!.ShouldSatisfyAllConditions(
            ready => ready.Status.ShouldBe("False"),
            ready => ready.Reason.ShouldBe("ReconciliationFailed"),
            ready => ready.Message.ShouldBe("cannot reach https://bot:*****@example.com/x"));
        status.ObservedGeneration.ShouldBeNull();
        (await harness.WidgetAsync("good")).Status.IsTrue("Ready").ShouldBeTrue("one bad object never stops its kind");
        harness.Events.ShouldContain(e => e.Flavor == EventFlavor.Warning && e.InvolvedObject.Name == "bad");

        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(749));
        _reconciler.PassesOf("bad").ShouldBe(1);
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        _reconciler.PassesOf("bad").ShouldBe(2);
        broken = false;
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1500));

        (await harness.WidgetAsync("bad")).Status.IsTrue("Ready").ShouldBeTrue();
    }

    [Fact]
    public async Task TwoReplicasOneLease_OnlyOneWorksAndTheOtherTakesOverWhenItStops()
    {
        var second = new ScriptedReconciler();
        await using var one = await WidgetHarness.StartAsync(_reconciler, options: Elected("one"));
        await EventuallyAsync(() => one.IsLeading);
        await using var two = await WidgetHarness.StartAsync(
            second, options: Elected("two") with { Server = one.Server, Clock = one.Clock }, prepare: _ => Task.CompletedTask);
        await one.CreateWidgetAsync("w");
        await one.SettledAsync();

        _reconciler.PassesOf("w").ShouldBe(1);
        two.IsLeading.ShouldBeFalse();
        second.Passes.ShouldBeEmpty();

        await one.StopAsync(TestContext.Current.CancellationToken);
        await EventuallyAsync(() =>
        {
            two.Clock.Advance(TimeSpan.FromSeconds(1));
            return two.IsLeading;
        });
        await two.SettledAsync();

        second.PassesOf("w").ShouldBe(1);
    }

    [Fact]
    public async Task LeaseLost_WorkersStopAndTheQueueIsDropped()
    {
        var aborted = new TaskCompletionSource();
        var inside = new TaskCompletionSource();
        _reconciler.OnReconcile = async (_, ct) =>
        {
            inside.TrySetResult();
            await using (ct.Register(() => aborted.TrySetResult()))
            {
                await aborted.Task;
            }

            ct.ThrowIfCancellationRequested();
            return Outcome.Done;
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler, options: Elected("one"));
        await harness.CreateWidgetAsync("w");
        await inside.Task.Within();

        harness.Server.Faults.Fail(100_000, 503, request => request.Resource == "leases");
        await EventuallyAsync(() =>
        {
            harness.Clock.Advance(TimeSpan.FromSeconds(1));
            return aborted.Task.IsCompleted;
        });

        await EventuallyAsync(() => !harness.IsLeading);
        harness.StatusWrites().ShouldBe(0, "a replica without the lease writes nothing");
    }

    [Fact]
    public async Task CrdMissingAtStart_WaitsSaysSoAndStartsWhenItAppears()
    {
        var log = new RecordingLog();
        await using var harness = await WidgetHarness.StartAsync(
            _reconciler, options: new() { Logging = logging => logging.AddProvider(log) }, prepare: _ => Task.CompletedTask);
        await harness.SettledAsync();
        log.Lines.ShouldContain(line => line.Contains("widgets.demo.example.com", StringComparison.Ordinal) && line.Contains("gitops install", StringComparison.Ordinal));

        await harness.InstallAsync<Widget>();
        await harness.CreateWidgetAsync("w");
        await EventuallyAsync(() =>
        {
            harness.Clock.Advance(TimeSpan.FromSeconds(5));
            return _reconciler.PassesOf("w") == 1;
        });

        log.Lines.Count(line => line.Contains("is not served", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static ControllerHarnessOptions Elected(string identity) => new()
    {
        Configure = options =>
        {
            options.LeaderElection.Enabled = true;
            options.LeaderElection.Identity = identity;
        },
    };

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class RecordingLog : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
