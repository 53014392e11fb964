using System.Net;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task Endpoints_Running_AnswerProbesAndMetrics()
    {
        await using var harness = await WidgetHarness.StartAsync(new ScriptedReconciler());
        await harness.CreateWidgetAsync("w");
        await harness.SettledAsync();
        using var http = new HttpClient(new SocketsHttpHandler());
        async Task<(HttpStatusCode Code, string Text)> Get(int port, string path)
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        (await Get(harness.HealthPort, "/healthz")).ShouldBe((HttpStatusCode.OK, "ok"));
        (await Get(harness.HealthPort, "/readyz")).ShouldBe((HttpStatusCode.OK, "ok"));
        (await Get(harness.HealthPort, "/metrics")).Code.ShouldBe(HttpStatusCode.NotFound);
        var metrics = await Get(harness.MetricsPort, "/metrics");
        metrics.Text.ShouldContain("controller_runtime_reconcile_total{controller=\"widget\",result=\"requeue_after\"}");
        metrics.Text.Split('\n').ShouldContain("workqueue_depth{controller=\"widget\",name=\"widget\"} 0", metrics.Text);
        metrics.Text.ShouldContain("process_resident_memory_bytes");
    }

    [Fact]
    public async Task Start_SeveralMistakes_AreReportedTogether()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => ControllerHarness.StartAsync(gitops => gitops
            .AddController<Widget, PlainReconciler>(c => c
                .WithFinalizer("finalizers.example.com")
                .Indexed("source", _ => [])
                .Watches<GitRepository>(w => w.EnqueueByIndex("sorce"))
                .WatchesMetadata("v1", "Secret", _ => { })
                .Configure(o => o.MaxConcurrentReconciles = 0))));

        failure.Failures.Count().ShouldBe(4);
        failure.Message.ShouldContain("index 'sorce', which is not declared; add Indexed(\"sorce\", …) or use one of: source");
        failure.Message.ShouldContain("the watch on Secret wakes nobody");
        failure.Message.ShouldContain("PlainReconciler does not implement IFinalizes<Widget>");
        failure.Message.ShouldContain("MaxConcurrentReconciles");
    }

    [Fact]
    public void Validate_WrongOptions_AreReportedTogether()
    {
        var options = new GitOpsOptions
        {
            IntervalJitterPercentage = 100,
            MinRetryDelay = TimeSpan.Zero,
            WatchAllNamespaces = false,
            EventsAddress = "ftp://x",
            MetricsAddress = "nowhere",
            WatchLabelSelector = "a in b",
        };
        options.LeaderElection.RenewDeadline = TimeSpan.FromMinutes(1);

        var failures = new GitOpsOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(7);
        failures.ShouldContain(f => f.Contains("RUNTIME_NAMESPACE", StringComparison.Ordinal));
    }

    [Fact]
    public void AddController_CalledTwice_CountsOnce()
    {
        var services = new ServiceCollection();
        services.AddGitOpsToolkit().AddController<Widget, PlainReconciler>(_ => { });
        services.AddGitOpsToolkit().AddController<Widget, PlainReconciler>(_ => { });

        services.Count(s => s.ServiceType == typeof(IControllerRegistration)).ShouldBe(1);
        services.Count(s => s.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && s.ImplementationFactory is not null).ShouldBe(1);
    }

    [Fact]
    public async Task Stop_PassUnderWay_IsDrained()
    {
        var reconciler = new ScriptedReconciler();
        var inside = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        reconciler.OnReconcile = async (context, _) =>
        {
            inside.TrySetResult();
            await proceed.Task;
            return context.Ready("Succeeded", "done");
        };
        await using var harness = await WidgetHarness.StartAsync(reconciler);
        await harness.CreateWidgetAsync("w");
        await inside.Task.Within();

        var stopping = harness.StopAsync(TestContext.Current.CancellationToken);
        stopping.IsCompleted.ShouldBeFalse();
        proceed.SetResult();
        await stopping;

        harness.Server.Find(new("demo.example.com", "v1", "Widget"), new("default", "w"))!.Root["status"]!["observedGeneration"]!.ToJsonString().ShouldBe("1");
    }

    private sealed class PlainReconciler : IReconciler<Widget>
    {
        public Task<Outcome> ReconcileAsync(ReconcileContext<Widget> context, CancellationToken cancellationToken) => Task.FromResult(Outcome.Done);
    }
}
