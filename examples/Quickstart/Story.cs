using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.Git;

namespace Quickstart;

/// <summary>The way of a commit, chapter by chapter. Every step checks the cluster, not the controllers.</summary>
internal sealed class Story(KubernetesClient client, GitServerRepository repository, Narrator narrator)
{
    /// <summary>Where the GitRepository and the Kustomization live.</summary>
    public const string Namespace = "quickstart";

    /// <summary>Where the objects of the repository live.</summary>
    public const string Application = "quickstart-app";

    private const string SettingsFile = "settings.yaml";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly NamespacedName Key = new(Namespace, "greeter");
    private static readonly ApiResource Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly ApiResource Services = new("", "v1", "Service", "services", Namespaced: true);
    private static readonly NamespacedName Settings = new(Application, "greeter-settings");
    private static readonly NamespacedName Service = new(Application, "greeter");

    private int requests;

    /// <summary>Tells everything; false when a step did not hold, with the reason on the console.</summary>
    public async Task<bool> TellAsync(CancellationToken ct)
    {
        try
        {
            await FirstCommitAsync(ct);
            await NewCommitAsync(ct);
            await ManualEditAsync(ct);
            await RemovedFileAsync(ct);
            await BrokenCommitAsync(ct);
            narrator.Chapter("Done. Every step held.");
            return true;
        }
        catch (Exception e) when (e is StoryException or KubernetesApiException or KubernetesConnectionException)
        {
            narrator.Failed(e.Message);
            return false;
        }
    }

    /// <summary>Deletes what the story created; the controllers prune the rest.</summary>
    public async Task CleanUpAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await client.DeleteAsync<Kustomization>(Key, ct: patience.Token);
        await UntilAsync(async () => await client.FindAsync<Kustomization>(Key, ct: patience.Token) is null, static () => "the Kustomization was not finalized", patience.Token);
        await client.DeleteAsync<GitRepository>(Key, ct: patience.Token);
        await client.DeleteAsync(Namespaces, new("", Namespace), null, patience.Token);
    }

    private async Task FirstCommitAsync(CancellationToken ct)
    {
        narrator.Chapter("A repository, a source and a Kustomization");
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "manifests"))
            .ToDictionary(static file => Path.GetFileName(file), string? (file) => File.ReadAllText(file), StringComparer.Ordinal);
        var commit = await repository.CommitAsync(files, new GitServerCommit { Message = "A greeter with a kustomization file" });
        narrator.Say($"{repository.Url} holds {files.Count} files at main, commit {commit[..8]}");

        await narrator.StepAsync("GitRepository and Kustomization created, objects running", async () =>
        {
            await ApplyAsync(new Unstructured(new("", "v1", "Namespace"), null, Namespace), Namespaces, ct);
            await client.CreateAsync(Source(), ct: ct);
            await client.CreateAsync(Applier(), ct: ct);
            var applied = await ReadyAtAsync(commit, ct);
            return $"{applied.Status.Inventory!.Entries.Count} objects, {Message(applied)}";
        });
    }

    private async Task NewCommitAsync(CancellationToken ct)
    {
        narrator.Chapter("A new commit is rolled out");
        var commit = await CommitAsync("Greet more warmly", (SettingsFile, GreetingOf("good morning")));
        await narrator.StepAsync("From push to applied", async () =>
        {
            await RequestAsync<GitRepository>(ct);
            var applied = await ReadyAtAsync(commit, ct);
            await GreetingIsAsync("good morning", ct);
            return Message(applied);
        });
    }

    private async Task ManualEditAsync(CancellationToken ct)
    {
        narrator.Chapter("Someone edits a managed object by hand");
        var edit = new JsonObject { ["data"] = new JsonObject { ["greeting"] = "go away", ["debug"] = "true" } };
        await client.PatchAsync(ConfigMaps, Settings, Patch.Merge(edit), new PatchOptions { FieldManager = "kubectl-edit" }, ct);
        narrator.Say("kubectl edit: greeting is now \"go away\", and a key \"debug\" was added");
        await narrator.StepAsync("The next pass heals it", async () =>
        {
            await RequestAsync<Kustomization>(ct);
            await GreetingIsAsync("good morning", ct);
            var settings = await client.GetAsync(ConfigMaps, Settings, null, ct);
            return settings.Root.At("data", "debug") is null ? "greeting restored, the added key is gone" : throw new StoryException("the added key is still there");
        });
    }

    private async Task RemovedFileAsync(CancellationToken ct)
    {
        narrator.Chapter("A file is removed from the repository");
        var list = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "manifests", "kustomization.yaml"), ct)).Replace("  - service.yaml\n", "", StringComparison.Ordinal);
        var commit = await CommitAsync("No Service any more", ("service.yaml", null), ("kustomization.yaml", list));
        await narrator.StepAsync("Its object is pruned", async () =>
        {
            await RequestAsync<GitRepository>(ct);
            var applied = await ReadyAtAsync(commit, ct);
            return await client.FindAsync(Services, Service, null, ct) is null
                ? $"Service/{Service} is gone, {applied.Status.Inventory!.Entries.Count} objects are left"
                : throw new StoryException($"Service/{Service} is still there");
        });
    }

    private async Task BrokenCommitAsync(CancellationToken ct)
    {
        narrator.Chapter("A broken commit is refused, and the old state kept");
        var broken = await CommitAsync("Oops", (SettingsFile, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeter-settings\n data: {}\n"));
        await narrator.StepAsync("The reason stands in the condition", async () =>
        {
            await RequestAsync<GitRepository>(ct);
            var refused = await KustomizationAsync(ks => ks.Status.LastAttemptedRevision?.EndsWith(broken, StringComparison.Ordinal) == true && Ready(ks) is { Status: "False" }, "the broken commit was not refused", ct);
            narrator.Quote($"{Ready(refused)!.Reason}: {Message(refused)}");
            await GreetingIsAsync("good morning", ct);
            return "the greeting is still \"good morning\"";
        });

        var mended = await CommitAsync("Mend it", (SettingsFile, GreetingOf("good evening")));
        await narrator.StepAsync("Fixed by the next commit", async () =>
        {
            await RequestAsync<GitRepository>(ct);
            var applied = await ReadyAtAsync(mended, ct);
            await GreetingIsAsync("good evening", ct);
            return Message(applied);
        });
    }

    private GitRepository Source() => new()
    {
        ApiVersion = GitRepository.Info.ApiVersion,
        Kind = GitRepository.Info.Kind,
        Metadata = { Name = Key.Name, Namespace = Key.Namespace },
        Spec = { Url = repository.Url, Interval = TimeSpan.FromMinutes(1), Ref = new GitRepositoryRef { Branch = "main" } },
    };

    private static Kustomization Applier() => new()
    {
        ApiVersion = Kustomization.Info.ApiVersion,
        Kind = Kustomization.Info.Kind,
        Metadata = { Name = Key.Name, Namespace = Key.Namespace },
        Spec =
        {
            Interval = TimeSpan.FromMinutes(10),
            RetryInterval = TimeSpan.FromMinutes(1),
            Prune = true,
            Path = "./",
            SourceRef = { Kind = GitRepository.Info.Kind, Name = Key.Name },
        },
    };

    private async Task<string> CommitAsync(string message, params (string Path, string? Content)[] changes)
    {
        var commit = await repository.CommitAsync(changes.ToDictionary(static c => c.Path, static c => c.Content, StringComparer.Ordinal), new GitServerCommit { Message = message });
        narrator.Say($"git push: {commit[..8]} {message}");
        return commit;
    }

    private static string GreetingOf(string text) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "manifests", SettingsFile)).Replace("greeting: hello", $"greeting: {text}", StringComparison.Ordinal);

    /// <summary>What a webhook receiver or <c>flux reconcile</c> does: asks for a pass now.</summary>
    private Task RequestAsync<T>(CancellationToken ct)
        where T : Resource, IResource<T>
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():O}-{++requests}");
        var change = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["reconcile.fluxcd.io/requestedAt"] = token } } };
        return client.PatchAsync<T>(Key, Patch.Merge(change), ct: ct);
    }

    private Task<Kustomization> ReadyAtAsync(string commit, CancellationToken ct) =>
        KustomizationAsync(
            ks => Ready(ks) is { Status: "True" } && ks.Status.LastAppliedRevision?.EndsWith(commit, StringComparison.Ordinal) == true,
            $"the Kustomization did not become ready at {commit[..8]}",
            ct);

    private async Task<Kustomization> KustomizationAsync(Predicate<Kustomization> holds, string complaint, CancellationToken ct)
    {
        Kustomization? seen = null;
        await UntilAsync(
            async () => (seen = await client.FindAsync<Kustomization>(Key, ct: ct)) is not null && holds(seen),
            () => $"{complaint}; Ready is {Ready(seen)?.Status ?? "absent"}: {Message(seen)}",
            ct);
        return seen!;
    }

    private async Task GreetingIsAsync(string text, CancellationToken ct)
    {
        string? seen = null;
        await UntilAsync(
            async () => (seen = (await client.FindAsync(ConfigMaps, Settings, null, ct))?.Root.At("data", "greeting").AsText()) == text,
            () => $"the greeting is \"{seen}\", not \"{text}\"",
            ct);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, Func<string> complaint, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new StoryException($"after {Patience.TotalSeconds:0} s {complaint()}");
            }

            await Task.Delay(Glance, TimeProvider.System, ct);
        }
    }

    private Task ApplyAsync(Unstructured desired, ApiResource type, CancellationToken ct) =>
        client.PatchAsync(type, desired.Key, Patch.Apply(desired), new PatchOptions { FieldManager = "gitops-quickstart", Force = true }, ct);

    private static Condition? Ready(Kustomization? kustomization) => kustomization?.Status.Conditions.FirstOrDefault(static c => c.Type == ConditionTypes.Ready);

    private static string Message(Kustomization? kustomization) => Ready(kustomization)?.Message ?? "no message";
}
