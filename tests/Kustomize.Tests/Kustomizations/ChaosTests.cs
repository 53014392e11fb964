using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

/// <summary>
/// Many Kustomizations that depend on each other, on an API server that fails in every way it can. The faults are drawn from a seed, which
/// every failure names; <c>CHAOS_SEED</c> sets another one.
/// </summary>
[Collection(nameof(ChaosTests))]
public sealed class ChaosTests
{

    private const int Kustomizations = 50;
    private const int ObjectsEach = 2;
    private const int Revisions = 3;
    private const int RoundsPerRevision = 2;

    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("CHAOS_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 20_261;

    [Fact]
    public async Task FaultyServer_EverythingConvergesAndNothingIsAppliedTwice()
    {
        TestContext.Current.SendDiagnosticMessage($"chaos seed {Seed}");
        await using var harness = await KustomizeHarness.StartAsync(
            static options => options.Concurrent = 8, new KubernetesApiServerOptions { RequestHistory = 200_000 });
        await PublishAsync(harness, 1);
        await CreateAsync(harness);
        await harness.SettledAsync();
        var chaos = new Chaos(harness.Server, Seed);
        for (var revision = 2; revision <= Revisions; revision++)
        {
            chaos.Strike();
            await PublishAsync(harness, revision);
            for (var round = 0; round < RoundsPerRevision; round++)
            {
                await chaos.StrikeHardAsync();
                await AdvanceAsync(harness);
            }
        }

        harness.Server.Faults.Clear();
        for (var patience = 0; patience < 20 && Unready(harness).Count > 0; patience++)
        {
            await AdvanceAsync(harness);
        }

        Unready(harness).ShouldBeEmpty($"seed {Seed}: all are at the last revision");
        Stored(harness).Count.ShouldBe(Kustomizations * ObjectsEach, $"seed {Seed}: nothing is lost, nothing is left over");
        Stored(harness).ShouldAllBe(item => ValueOf(item) == Value(Revisions), $"seed {Seed}: every object is the last revision's");
        var writes = harness.Server.Requests.Writes()
            .Where(static write => write is { Resource: "configmaps", StatusCode: < 300 })
            .GroupBy(static write => write.Name, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);

        // Once per revision; and once more for each answer that was lost after the write, since nobody can know that it took place.
        writes.Values.Sum().ShouldBeLessThanOrEqualTo((Kustomizations * ObjectsEach * Revisions) + chaos.LostAnswers, $"seed {Seed}: nothing is applied twice needlessly");
        writes.Values.ShouldAllBe(count => count >= 1);
    }

    [Fact]
    public async Task ThousandPasses_LeaveNoMoreMemoryBehindThanTheFirst()
    {
        const int warmUp = 6;
        const int rounds = 20;
        const long bound = 3 << 20;
        await using var harness = await KustomizeHarness.StartAsync(
            static options => options.Concurrent = 8, new KubernetesApiServerOptions { RequestHistory = 100, WatchHistory = 100 });
        await PublishAsync(harness, 1);
        await CreateAsync(harness);
        await harness.SettledAsync();
        Assert.SkipWhen(KustomizeHarness.IsLive, "on a cluster elsewhere nobody can tell when all passes of a round are over");
        var services = harness.Controllers.Services.GetRequiredService<KustomizationServices>();

        await ReconcileAllAsync(harness, 0, warmUp);
        var before = LiveBytes();
        await ReconcileAllAsync(harness, warmUp, rounds);
        var after = LiveBytes();

        // The recorder of events is the harness's own and keeps them all, half a KiB or so each; a leak of one object per pass would show.
        (after - before).ShouldBeLessThan(bound, $"{(after - before) / 1024} KiB more after {rounds * Kustomizations} passes");
        services.Memo.Count.ShouldBe(Kustomizations * ObjectsEach);
        services.Builds.Count.ShouldBe(Kustomizations);
        services.Artifacts.Count.ShouldBe(1);
        services.DependencyWatches.Count.ShouldBe(0);
    }

    private static async Task AdvanceAsync(KustomizeHarness harness)
    {
        await CalmAsync(harness);
        harness.Controllers.Clock.Advance(TimeSpan.FromMinutes(2));
        await CalmAsync(harness);
    }

    /// <summary>Waits for rest while the clock goes on in small steps: a write that met a conflict waits for it within its pass.</summary>
    private static async Task CalmAsync(KustomizeHarness harness)
    {
        var calm = harness.SettledAsync();
        while (!calm.IsCompleted)
        {
            await Task.WhenAny(calm, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
            harness.Controllers.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await calm;
    }

    private static async Task ReconcileAllAsync(KustomizeHarness harness, int first, int rounds)
    {
        for (var round = first; round < first + rounds; round++)
        {
            var token = string.Create(CultureInfo.InvariantCulture, $"round-{round}");
            for (var index = 0; index < Kustomizations; index++)
            {
                await harness.Controllers.RequestAsync<Kustomization>(KustomizeHarness.Namespace, NameOf(index), token);
            }

            await harness.SettledAsync();
        }
    }

    [SuppressMessage("Critical Code Smell", "S1215:GC.Collect should not be called", Justification = "What is left after a collection is what the test is about.")]
    private static long LiveBytes()
    {
        for (var pass = 0; pass < 3; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Each depends on up to two of those before it, so that the graph has depth and no circle.</summary>
    private static async Task CreateAsync(KustomizeHarness harness)
    {
        var random = new Random(Seed);
        for (var index = 0; index < Kustomizations; index++)
        {
            var dependencies = Enumerable.Range(0, index == 0 ? 0 : random.Next(3)).Select(_ => random.Next(index)).Distinct().ToList();
            await harness.Controllers.CreateAsync(new Kustomization
            {
                Metadata = new() { Name = NameOf(index), Namespace = KustomizeHarness.Namespace },
                Spec = new()
                {
                    Interval = TimeSpan.FromMinutes(10),
                    RetryInterval = TimeSpan.FromMinutes(1),
                    Prune = true,
                    Path = "./" + NameOf(index),
                    SourceRef = new() { Kind = "GitRepository", Name = "app" },
                    DependsOn = dependencies.Count == 0 ? null : [.. dependencies.Select(static other => new KustomizationDependency { Name = NameOf(other) })],
                },
            });
        }
    }

    private static async Task PublishAsync(KustomizeHarness harness, int revision)
    {
        var files =
            from index in Enumerable.Range(0, Kustomizations)
            from item in Enumerable.Range(0, ObjectsEach)
            select ($"{NameOf(index)}/{item}.yaml", KustomizeHarness.ConfigMapYaml($"{NameOf(index)}-{item}", Value(revision)));
        await harness.SetArtifactAsync(await harness.StoreAsync(revision.ToString(CultureInfo.InvariantCulture), [.. files]));
    }

    private static List<string> Unready(KustomizeHarness harness) =>
    [
        .. harness.Server.Objects(Kustomization.Info.Group, Kustomization.Info.Plural, KustomizeHarness.Namespace)
            .Select(ResourceSerializer.Read<Kustomization>)
            .Where(static owner => !owner.Status.IsTrue(ConditionTypes.Ready) || owner.Status.LastAppliedRevision != $"main@sha1:{Revisions}" || owner.Status.Inventory?.Entries.Count != ObjectsEach)
            .Select(static owner => $"{owner.Name}: {owner.Status.Condition(ConditionTypes.Ready)?.Message}"),
    ];

    private static IReadOnlyList<Unstructured> Stored(KustomizeHarness harness) =>
        [.. harness.Server.Objects("", "configmaps", KustomizeHarness.Namespace)];

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"app-{index:00}");

    private static string? ValueOf(Unstructured configMap) => configMap.Root.At("data", "k").AsText();

    private static string Value(int revision) => string.Create(CultureInfo.InvariantCulture, $"value {revision}");

    /// <summary>Draws faults and switches them on.</summary>
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "The draw has to be the same for the same seed.")]
    private sealed class Chaos(KubernetesApiServer server, int seed)
    {
        private readonly Random _random = new(seed);

        /// <summary>Writes whose answer was withheld, at most.</summary>
        public int LostAnswers { get; private set; }

        /// <summary>One fault the controller's requests meet.</summary>
        public void Strike()
        {
            var requests = _random.Next(1, 12);
            switch (_random.Next(6))
            {
                case 0:
                    server.Faults.DropWatches();
                    break;
                case 1:
                    server.Faults.ExpireWatches();
                    break;
                case 2:
                    server.Faults.Throttle(Math.Min(requests, 4), TimeSpan.FromSeconds(1), IsOfController);
                    break;
                case 3:
                    server.Faults.Fail(requests, 500, IsOfController);
                    break;
                case 4:
                    server.Faults.Conflict(requests, IsOfController);
                    break;
                default:
                    LostAnswers += requests;
                    server.Faults.LoseResponses(requests, IsOfController);
                    break;
            }
        }

        /// <summary>Several faults at once, and now and then the death of the server.</summary>
        public async Task StrikeHardAsync()
        {
            for (var faults = _random.Next(1, 4); faults > 0; faults--)
            {
                Strike();
            }

            if (_random.Next(4) == 0)
            {
                await server.RestartAsync(cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        // The test's own requests set the stage and go through.
        private static bool IsOfController(ApiRequest request) => request.Resource is "kustomizations" or "configmaps";
    }
}

/// <summary>Bytes alive are counted over the whole process, so no other test may run at the same time.</summary>
[CollectionDefinition(nameof(ChaosTests), DisableParallelization = true)]
public sealed class ChaosCollection;
