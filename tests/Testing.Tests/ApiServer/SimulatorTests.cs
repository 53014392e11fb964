using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

public sealed class SimulatorTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("", "Available", "True")]
    [InlineData("fail", "Progressing", "False")]
    [InlineData("progressing", "Available", "False")]
    public async Task Deployment_AfterDelay_HasStatus(string wish, string condition, string value)
    {
        var clock = new ManualTimeProvider();
        await using var running = await RunningServer.StartAsync(new KubernetesApiServerOptions { WorkloadSimulator = true, WorkloadDelay = Delay, Clock = clock });
        await running.CreateAsync(RunningServer.Deployments, RunningServer.Yaml($$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: default
              annotations:
                {{{KubernetesApiServerOptions.SimulateAnnotation}}}: "{{{wish}}}"
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "web:1"}]}
            """));
        await running.Server.SettledAsync(TestContext.Current.CancellationToken);
        Deployment(running).Root.At("status", "observedGeneration").ShouldBeNull();

        clock.Advance(Delay);

        var status = (System.Text.Json.Nodes.JsonObject)Deployment(running).Root["status"]!;
        status.GetInteger("observedGeneration").ShouldBe(1);
        status.GetInteger("availableReplicas").ShouldBe(wish.Length == 0 ? 2 : 0);
        ((System.Text.Json.Nodes.JsonArray)status["conditions"]!).First(c => c!["type"].AsText() == condition)!["status"].AsText().ShouldBe(value);
        var version = Deployment(running).ResourceVersion;
        await running.Server.SettledAsync(TestContext.Current.CancellationToken);
        clock.Advance(Delay);
        Deployment(running).ResourceVersion.ShouldBe(version);
    }

    private static Unstructured Deployment(RunningServer running) => running.Server.Find(RunningServer.Deployments.Gvk, new NamespacedName("default", "web"))!;
}
