using System.Text.Json.Nodes;

namespace GitOpsToolkit.Runtime.Tests.Controllers;

public sealed class ReconcileLoopTests
{
    private readonly ScriptedReconciler _reconciler = new();

    [Fact]
    public async Task Pass_NewObject_AddsFinalizerThenWritesStatusOnceUnderItsFieldManager()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler, c => c.Configure(o => o.FieldManager = "gotk-widget-controller"));

        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();

        var widget = await harness.WidgetAsync("w");
        widget.Metadata.Finalizers.ShouldBe([WidgetHarness.Finalizer]);
        widget.Status.ObservedGeneration.ShouldBe(1);
        widget.Status.IsTrue("Ready").ShouldBeTrue();
        var writes = harness.Server.Requests.Writes().Where(r => r.Resource == "widgets" && r.Verb == "patch").ToList();
        writes.Select(r => r.Subresource).ShouldBe(["", "status"]);
        writes.ShouldAllBe(r => r.FieldManager == "gotk-widget-controller" && r.ContentType == "application/merge-patch+json");
        _reconciler.PassesOf("w").ShouldBe(1);
    }

    [Fact]
    public async Task Pass_IntervalPassesAndNothingDiffers_WritesNothing()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        harness.Server.Requests.Clear();

        await harness.AdvanceAsync(TimeSpan.FromMinutes(10));

        _reconciler.PassesOf("w").ShouldBe(2);
        harness.Server.Requests.Snapshot().ShouldNotContain(r => r.Verb != "watch" && r.Resource == "widgets");
    }

    [Fact]
    public async Task Pass_ProgressOfRoutinePassThatEndsSoon_IsNotWritten()
    {
        _reconciler.OnReconcile = async (context, ct) =>
        {
            await context.ProgressAsync("Progressing", "working", ct);
            return context.Ready("Succeeded", "done", TimeSpan.FromMinutes(10));
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        harness.StatusWrites().ShouldBe(2, "a new object shows its progress and its result");
        var before = (await harness.WidgetAsync("w")).Status.Condition("Ready")!.LastTransitionTime;

        await harness.AdvanceAsync(TimeSpan.FromMinutes(10));

        harness.StatusWrites().ShouldBe(2);
        (await harness.WidgetAsync("w")).Status.Condition("Ready")!.LastTransitionTime.ShouldBe(before);
    }

    [Fact]
    public async Task Pass_RoutinePassTakesLongerThanASecond_ProgressIsWrittenThenTheResult()
    {
        var inside = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        var slow = false;
        _reconciler.OnReconcile = async (context, ct) =>
        {
            await context.ProgressAsync("Progressing", "working", ct);
            if (slow)
            {
                inside.SetResult();
                await proceed.Task;
            }

            return context.Ready("Succeeded", "done", TimeSpan.FromMinutes(10));
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        slow = true;
        harness.Clock.Advance(TimeSpan.FromMinutes(10));
        await inside.Task.Within();
        (await harness.WidgetAsync("w")).Status.IsTrue("Ready").ShouldBeTrue();

        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await EventuallyAsync(async () => (await harness.WidgetAsync("w")).Status.Condition("Ready")!.Status == "Unknown");

        proceed.SetResult();
        await harness.SettledAsync();
        var status = (await harness.WidgetAsync("w")).Status;
        status.IsTrue("Ready").ShouldBeTrue();
        status.Condition("Reconciling").ShouldBeNull();
    }

    [Fact]
    public async Task Delete_ObjectWithFinalizer_IsFinalizedReleasedAndItsSeriesRemoved()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        harness.Metrics().ShouldContain("gotk_reconcile_duration_seconds_count{kind=\"Widget\",name=\"w\",namespace=\"default\"}");

        await harness.DeleteAsync<Widget>("default", "w");
        await harness.SettledAsync();

        _reconciler.Finalized.ShouldBe(1);
        (await harness.FindAsync<Widget>("default", "w")).ShouldBeNull();
        harness.Metrics().ShouldNotContain("name=\"w\",namespace=\"default\"");
    }

    [Fact]
    public async Task Delete_FinalizerFails_ObjectStaysAndIsTriedAgainWithBackOff()
    {
        var fails = 2;
        _reconciler.OnFinalize = (_, _) => fails-- > 0 ? throw new InvalidOperationException("not yet") : Task.FromResult(Outcome.Done);
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        await harness.DeleteAsync<Widget>("default", "w");
        await harness.SettledAsync();
        (await harness.WidgetAsync("w")).Status.IsTrue("Ready").ShouldBeTrue("the conditions of an object on its way out stay");

        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(750));
        (await harness.FindAsync<Widget>("default", "w")).ShouldNotBeNull();
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1500));

        (await harness.FindAsync<Widget>("default", "w")).ShouldBeNull();
        _reconciler.Finalized.ShouldBe(3);
    }

    [Fact]
    public async Task Pass_ObjectSuspended_OnlyRecordsTheRequest()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler, c => c.SuspendedWhen(w => w.Spec.Suspend == true));
        await harness.CreateWidgetAsync("w", w => w.Spec.Suspend = true);
        await harness.SettledAsync();
        await harness.RequestAsync<Widget>("default", "w", "token-1");
        await harness.SettledAsync();

        _reconciler.PassesOf("w").ShouldBe(0);
        (await harness.WidgetAsync("w")).Status.LastHandledReconcileAt.ShouldBe("token-1");

        await harness.DeleteAsync<Widget>("default", "w");
        await harness.SettledAsync();
        _reconciler.Finalized.ShouldBe(1);
    }

    [Fact]
    public async Task Request_NewToken_RunsAtOnceAndTheSameTokenDoesNot()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();

        await harness.RequestAsync<Widget>("default", "w", "token-1");
        await harness.SettledAsync();
        await harness.RequestAsync<Widget>("default", "w", "token-1");
        await harness.SettledAsync();

        _reconciler.PassesOf("w").ShouldBe(2);
        (await harness.WidgetAsync("w")).Status.LastHandledReconcileAt.ShouldBe("token-1");

        await harness.PatchAsync<Widget>(
            "default", "w", new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ReconcileAnnotations.RequestedAt] = null } } });
        await harness.SettledAsync();
        _reconciler.PassesOf("w").ShouldBe(2, "removing the annotation is no request");
    }

    [Fact]
    public async Task Pass_TerminalException_StallsAndIsNotRetriedUntilSomethingChanges()
    {
        _reconciler.OnReconcile = (_, _) => throw new TerminalException("InvalidSpec", "fix spec.source");
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();

        await harness.AdvanceAsync(TimeSpan.FromHours(2));

        _reconciler.PassesOf("w").ShouldBe(1);
        var status = (await harness.WidgetAsync("w")).Status;
        status.Condition("Stalled")!.Reason.ShouldBe("InvalidSpec");
        status.ObservedGeneration.ShouldBe(1);
        harness.Metrics().ShouldContain("controller_runtime_terminal_reconcile_errors_total{controller=\"widget\"} 1");

        await harness.PatchAsync<Widget>("default", "w", new() { ["spec"] = new JsonObject { ["source"] = "app" } });
        await harness.SettledAsync();
        _reconciler.PassesOf("w").ShouldBe(2);
    }

    [Fact]
    public async Task Pass_LongerThanItsDeadline_FailsAndIsRetried()
    {
        var inside = new TaskCompletionSource();
        _reconciler.OnReconcile = async (_, ct) =>
        {
            inside.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Outcome.Done;
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler, c => c.Configure(o => o.ReconcileTimeout = TimeSpan.FromSeconds(30)));
        await harness.CreateWidgetAsync("w");
        await inside.Task.Within();

        harness.Clock.Advance(TimeSpan.FromSeconds(30));
        await harness.SettledAsync();

        (await harness.WidgetAsync("w")).Status.Condition("Ready")!.Message.ShouldBe("the pass took longer than 30s");
    }

    [Fact]
    public async Task Pass_SameObjectChangesMeanwhile_IsInterruptedAndRunsAgain()
    {
        var inside = new TaskCompletionSource();
        var interruptedBy = "";
        _reconciler.OnReconcile = async (context, ct) =>
        {
            if (context.Object.Metadata.Generation == 1)
            {
                inside.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.Interrupted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                interruptedBy = context.InterruptedBy.ToString()!;
                return Outcome.Done;
            }

            return context.Ready("Succeeded", "generation 2");
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await inside.Task.Within();

        await harness.PatchAsync<Widget>("default", "w", new() { ["spec"] = new JsonObject { ["source"] = "app" } });
        await harness.SettledAsync();

        interruptedBy.ShouldBe("Widget/default/w");
        (await harness.WidgetAsync("w")).Status.Condition("Ready")!.Message.ShouldBe("generation 2");
    }

    [Fact]
    public async Task Pass_InterruptedWorkThrowsCancellation_IsNoError()
    {
        var inside = new TaskCompletionSource();
        _reconciler.OnReconcile = async (context, _) =>
        {
            if (context.Object.Metadata.Generation == 1)
            {
                inside.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.Interrupted);
            }

            return context.Ready("Succeeded", "done");
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await inside.Task.Within();

        await harness.PatchAsync<Widget>("default", "w", new() { ["spec"] = new JsonObject { ["source"] = "app" } });
        await harness.SettledAsync();

        (await harness.WidgetAsync("w")).Status.IsTrue("Ready").ShouldBeTrue();
        harness.Metrics().ShouldNotContain("controller_runtime_reconcile_errors_total");
    }

    [Fact]
    public async Task Pass_SomeoneElseWritesAConditionMeanwhile_BothAreKept()
    {
        var inside = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        _reconciler.OnReconcile = async (context, _) =>
        {
            inside.TrySetResult();
            await proceed.Task;
            context.Object.Status.Url = "http://w";
            return context.Ready("Succeeded", "done");
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await inside.Task.Within();
        await harness.PatchAsync<Widget>("default", "w", (JsonObject)JsonNode.Parse("""
            {"status":{"conditions":[
              {"type":"Foreign","status":"True","reason":"R","message":"theirs","lastTransitionTime":"2026-01-01T00:00:00Z"},
              {"type":"Ready","status":"False","reason":"R","message":"theirs","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """)!, "status");

        proceed.SetResult();
        await EventuallyAsync(async () =>
        {
            harness.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return (await harness.WidgetAsync("w")).Status.Url is not null;
        });

        var status = (await harness.WidgetAsync("w")).Status;
        status.Conditions.Select(c => (c.Type, c.Message)).ShouldBe([("Ready", "done"), ("Foreign", "theirs")]);
        _reconciler.PassesOf("w").ShouldBe(1);
    }

    [Fact]
    public async Task Pass_UnknownStatusFieldStored_SurvivesTheWrite()
    {
        await using var harness = await WidgetHarness.StartAsync(_reconciler);
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        await harness.PatchAsync<Widget>("default", "w", (JsonObject)JsonNode.Parse("""{"status":{"parts":["a","b"]}}""")!, "status");

        await harness.RequestAsync<Widget>("default", "w", "t");
        await harness.SettledAsync();

        (await harness.WidgetAsync("w")).Status.Parts.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Pass_Events_AreWrittenNextToTheObjectAndCounted()
    {
        _reconciler.OnReconcile = (context, _) =>
        {
            context.Event(EventFlavor.Trace, "Looked", "nothing new", new Dictionary<string, string>(StringComparer.Ordinal) { ["demo/revision"] = "v1" });
            return Task.FromResult(context.Ready("Succeeded", "done", TimeSpan.FromMinutes(10)));
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler, c => c.Configure(o => o.Component = "widget-controller"));
        await harness.CreateWidgetAsync("w");
        await harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        await harness.EventsWrittenAsync();

        var stored = harness.Server.Objects("", "events", "default").ShouldHaveSingleItem();
        stored.Root["reason"]!.GetValue<string>().ShouldBe("Looked");
        stored.Root["type"]!.GetValue<string>().ShouldBe("Normal");
        stored.Root["count"]!.GetValue<int>().ShouldBe(2);
        stored.Root["source"]!["component"]!.GetValue<string>().ShouldBe("widget-controller");
        stored.Annotation("demo/revision").ShouldBe("v1");
    }

    [Fact]
    public async Task ManyObjects_FewWorkers_AllReconcileAndNeverMoreThanTheWorkersAtOnce()
    {
        var running = 0;
        var most = 0;
        _reconciler.OnReconcile = async (context, _) =>
        {
            var now = Interlocked.Increment(ref running);
            lock (_reconciler)
            {
                most = Math.Max(most, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref running);
            return context.Ready("Succeeded", "done");
        };
        await using var harness = await WidgetHarness.StartAsync(_reconciler, c => c.Configure(o => o.MaxConcurrentReconciles = 3));
        for (var i = 0; i < 40; i++)
        {
            await harness.CreateWidgetAsync($"w{i}");
        }

        await harness.SettledAsync();

        most.ShouldBeLessThanOrEqualTo(3);
        Enumerable.Range(0, 40).ShouldAllBe(i => _reconciler.PassesOf($"w{i}") == 1);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
