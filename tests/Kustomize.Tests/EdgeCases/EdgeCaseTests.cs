using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Tests.Kustomizations;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing;
using static GitOpsToolkit.Kustomize.Tests.Kustomizations.KustomizeHarness;

namespace GitOpsToolkit.Kustomize.Tests.EdgeCases;

/// <summary>
/// The contract's list of edge cases, a test for each that matters in practice. The number in a test's name is the one of the list; the
/// classes are its groups.
/// </summary>
public abstract class EdgeCaseTests : IAsyncLifetime
{
    protected const string Succeeded = "True ReconciliationSucceeded Applied revision: main@sha1:";

    private protected KustomizeHarness Harness { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Harness = await StartAsync(Configure, Server);

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual KubernetesApiServerOptions? Server => null;

    protected virtual void Configure(KustomizeControllerOptions options)
    {
    }

    protected static string Ready(Kustomization app) => ReconcileTests.Ready(app);

    protected static string[] Inventory(Kustomization app) => [.. app.Status.Inventory!.Entries.Select(entry => entry.Id)];

    protected static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private protected async Task<Unstructured> LiveAsync(string name, string apiVersion = "v1", string kind = "ConfigMap") =>
        (await Harness.FindObjectAsync(apiVersion, kind, name)).ShouldNotBeNull($"{kind}/{name} is not there");

    private protected async Task<JsonObject> DataAsync(string configMap) => (JsonObject)(await LiveAsync(configMap)).Root["data"]!;

    /// <summary>Lets the half minute pass that a wait takes, once it watches the named resource, and returns what became of the Kustomization.</summary>
    private protected async Task<Kustomization> TimeOutAsync(string resource)
    {
        await Harness.Server.Requests.WaitForAsync(
            request => request.Verb == "watch" && request.Resource == resource && request.Namespace == Namespace, TestContext.Current.CancellationToken);
        Harness.Controllers.Clock.Advance(TimeSpan.FromSeconds(30));
        await Harness.SettledAsync();
        return await Harness.GetAsync();
    }

    /// <summary>Publishes a revision and returns what became of the Kustomization.</summary>
    private protected async Task<Kustomization> PublishAsync(string revision, params (string Path, string Text)[] files)
    {
        await Harness.PublishAsync(revision, files);
        return await Harness.GetAsync();
    }
}
