using System.Text;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class RemoteClusterTests : IAsyncLifetime
{
    private static readonly GroupVersionKind ConfigMaps = new("", "v1", "ConfigMap");
    private static readonly NamespacedName Applied = new(Namespace, "a");

    private KustomizeHarness _harness = null!;
    private KubernetesApiServer _remote = null!;

    public async ValueTask InitializeAsync()
    {
        _harness = await StartAsync();
        _remote = await KubernetesApiServer.StartAsync(new KubernetesApiServerOptions { Rbac = true });
        await _remote.ApplyAsync([new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, Namespace)]);
        await _harness.PublishAsync("one", ("a.yaml", ConfigMapYaml("a")));
    }

    public async ValueTask DisposeAsync()
    {
        await _harness.DisposeAsync();
        await _remote.DisposeAsync();
    }

    [Theory]
    [InlineData("value", null)]
    [InlineData("value.yaml", null)]
    [InlineData("own", "own")]
    public async Task SecretRef_Kubeconfig_AppliesPrunesAndFinalizesThere(string key, string? named)
    {
        await SecretAsync(key, _remote.KubeConfig());

        var app = await CreateAsync(spec => (spec.Wait, spec.KubeConfig!.SecretRef!.Key) = (true, named));

        ReconcileTests.Ready(app).ShouldBe("True ReconciliationSucceeded Applied revision: main@sha1:one");
        _remote.Find(ConfigMaps, Applied).ShouldNotBeNull();
        (await _harness.ValueOfAsync("a")).ShouldBeNull();

        await _harness.PublishAsync("two", ("b.yaml", ConfigMapYaml("b")));
        _remote.Find(ConfigMaps, Applied).ShouldBeNull();
        _remote.Find(ConfigMaps, Applied with { Name = "b" }).ShouldNotBeNull();

        await DeleteAsync();
        (await _harness.FindAsync()).ShouldBeNull();
        _remote.Find(ConfigMaps, Applied with { Name = "b" }).ShouldBeNull();
    }

    [Fact]
    public async Task SecretRef_WithServiceAccount_ImpersonatesItOnTheRemoteCluster()
    {
        await SecretAsync("value", _remote.KubeConfig());

        var app = await CreateAsync(spec => spec.ServiceAccountName = "tenant");

        ReconcileTests.Ready(app).ShouldStartWith("False ReconciliationFailed ConfigMap/apps/a dry-run failed (Forbidden): ");
        ReconcileTests.Ready(app).ShouldContain("system:serviceaccount:apps:tenant");
    }

    [Fact]
    public async Task SecretRef_NoSecret_SaysSo()
    {
        var app = await CreateAsync();

        const string error = "unable to read KubeConfig secret 'apps/target' error: secrets \"target\" not found";
        ReconcileTests.Ready(app).ShouldBe($"False ReconciliationFailed {error}");
        app.Status.History.ShouldBeNull();
        app.Status.LastAttemptedRevision.ShouldBe("main@sha1:one");
        _harness.Events.ShouldBe([$"Warning ReconciliationFailed failed to build kube client: {error}"]);
    }

    [Theory]
    [InlineData(null, "value")]
    [InlineData("mine", "mine")]
    public async Task SecretRef_NoSuchKey_SaysSo(string? key, string expected)
    {
        await SecretAsync("other", _remote.KubeConfig());

        var app = await CreateAsync(spec => spec.KubeConfig!.SecretRef!.Key = key);

        ReconcileTests.Ready(app).ShouldBe($"False ReconciliationFailed KubeConfig secret 'apps/target' does not contain a '{expected}' key with a kubeconfig");
    }

    [Fact]
    public async Task SecretRef_ProgramInKubeconfig_IsNotRun()
    {
        await SecretAsync(
            "value",
            "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{name: x, context: {cluster: x, user: x}}]\nclusters: [{name: x, cluster: {server: 'https://127.0.0.1:1'}}]\n"
            + "users: [{name: x, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/true, interactiveMode: Never}}}]\n");

        var app = await CreateAsync();

        ReconcileTests.Ready(app).ShouldStartWith("False ReconciliationFailed KubeConfig secret 'apps/target': ");
        ReconcileTests.Ready(app).ShouldEndWith("or allow it with --insecure-kubeconfig-exec");
    }

    [Theory]
    [InlineData("{server: 'https://127.0.0.1:1'}", "")]
    [InlineData("{server: 'https://127.0.0.1:1', certificate-authority-data: bm90IGEgY2VydGlmaWNhdGU=}", "certificate-authority holds no certificate")]
    public async Task SecretRef_ClusterOutOfReach_FailsAsAnApplyDoes(string cluster, string reason)
    {
        await SecretAsync(
            "value",
            $"apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{{name: x, context: {{cluster: x, user: x}}}}]\nclusters: [{{name: x, cluster: {cluster}}}]\n"
            + "users: [{name: x, user: {token: t}}]\n");

        await _harness.SubmitAsync(spec => spec.KubeConfig = new() { SecretRef = new() { Name = "target" } });
        while (_harness.Events.Count == 0)
        {
            _harness.Controllers.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await _harness.SettledAsync();
        ReconcileTests.Ready(await _harness.GetAsync()).ShouldStartWith($"False ReconciliationFailed ConfigMap/apps/a dry-run failed: {reason}");
    }

    [Fact]
    public async Task Delete_KubeconfigGone_WaitsForItsReturn()
    {
        await SecretAsync("value", _remote.KubeConfig());
        await CreateAsync();
        await _harness.DeleteObjectAsync("v1", "Secret", "target");

        await DeleteAsync();
        (await _harness.FindAsync()).ShouldNotBeNull();

        await SecretAsync("value", _remote.KubeConfig());
        await _harness.Controllers.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await _harness.FindAsync()).ShouldBeNull();
        _remote.Find(ConfigMaps, Applied).ShouldBeNull();
    }

    private Task SecretAsync(string key, string kubeConfig) => _harness.ApplyAsync(
        $"apiVersion: v1\nkind: Secret\nmetadata:\n  name: target\n  namespace: {Namespace}\ndata:\n  {key}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(kubeConfig))}\n");

    private Task<Kustomization> CreateAsync(Action<KustomizationSpec>? configure = null) => _harness.CreateAsync(spec =>
    {
        spec.KubeConfig = new() { SecretRef = new() { Name = "target" } };
        configure?.Invoke(spec);
    });

    private async Task DeleteAsync()
    {
        await _harness.Controllers.DeleteAsync<Kustomization>(Namespace, "app");
        await _harness.SettledAsync();
    }
}
