using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize.Decryption;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Internal.Artifacts;
using GitOpsToolkit.Kustomize.Internal.Building;
using GitOpsToolkit.Kustomize.Internal.Drift;
using GitOpsToolkit.Kustomize.Internal.Remote;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>What the passes of all Kustomizations share.</summary>
internal sealed class KustomizationServices : IDisposable
{
    private readonly ArtifactFetcher _fetcher;
    private readonly ClientPool _pool;
    private readonly RemoteAccess _remoteAccess;
    private readonly KeyServices _keyServices;

    public KustomizationServices(KubernetesClient client, IOptions<KustomizeControllerOptions> options, TimeProvider time, ILoggerFactory logs)
    {
        Options = options.Value;
        Client = client;
        Time = time;
        _fetcher = new ArtifactFetcher(
            new ArtifactFetcherOptions
            {
                Retries = 0, // by DownloadRetries
                ScratchPath = Options.ScratchPath,
                MaxDownloadBytes = 0, // what a source stores, its consumers take
                HostOverride = Options.SourceControllerLocalhost,
                SourceWatcherHostOverride = Options.SourceWatcherLocalhost,
            },
            time);
        Downloads = new DownloadRetries(new ArtifactFetcherOptions { Retries = Options.HttpRetry });
        Artifacts = new ArtifactCache(new ArtifactUnpacker(_fetcher, Options.ScratchPath).FetchAsync, Options.ArtifactCacheBytes);
        Builds = new BuildCache(Options.BuildCacheBytes);
        _remoteAccess = new RemoteAccess(Options, time);
        Builder = new KustomizationBuilder(Options.StrictPostBuildSubstitutions, _remoteAccess);
        Variables = new VariableSource(client);
        _keyServices = new KeyServices(SopsEnvironment.OfProcess, time, Options.KeyServiceHandler);
        DecryptionKeys = new DecryptionKeySource(client, _keyServices, new AccountTokens(client, Options, time), Options);
        _pool = new ClientPool(time, logs);
        DependencyWatches = new DependencyWatches(Waker);
        Dependencies = new DependencyCheck(
            client, Options.AdditiveCelDependencyCheck, new ForeignDependencies(client, Options, time, DependencyWatches));
        Remotes = new RemoteClusters(client, Options, _pool, time);
        if (Options.WatchDrift)
        {
            Drift = new DriftWatches(new ControlMetadata(KustomizeApi.Group), Waker.Wake, time, logs.CreateLogger("GitOpsToolkit.Kustomize.Drift"));
        }

        CustomStageKinds = Options.CustomApplyStageKinds.Select(ParseGroupKind).ToHashSet();
        OverriddenManagers =
        [
            .. Options.OverrideManagers.SelectMany(static manager =>
                new[] { new FieldManagerRule(manager, FieldManagerRule.Apply), new FieldManagerRule(manager, FieldManagerRule.Update) }),
        ];
    }

    public KustomizeControllerOptions Options { get; }

    /// <summary>The local cluster, as the controller itself.</summary>
    public KubernetesClient Client { get; }

    public TimeProvider Time { get; }

    public ArtifactCache Artifacts { get; }

    public DownloadRetries Downloads { get; }

    public BuildCache Builds { get; }

    public KustomizationBuilder Builder { get; }

    public VariableSource Variables { get; }

    public DecryptionKeySource DecryptionKeys { get; }

    public RemoteClusters Remotes { get; }

    public Waker Waker { get; } = new();

    public DependencyWatches DependencyWatches { get; }

    public DependencyCheck Dependencies { get; }

    /// <summary>Watches for drift; null when they are off.</summary>
    public DriftWatches? Drift { get; }

    public AppliedStateMemo Memo { get; } = new();

    public IReadOnlySet<GroupKind> CustomStageKinds { get; }

    public IReadOnlyList<FieldManagerRule> OverriddenManagers { get; }

    public void Dispose()
    {
        Drift?.Dispose();
        DependencyWatches.Dispose();
        Artifacts.Dispose();
        _fetcher.Dispose();
        _remoteAccess.Dispose();
        _keyServices.Dispose();
        _pool.Dispose();
    }

    private static GroupKind ParseGroupKind(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new GroupKind("", text.Trim()) : new GroupKind(text[..slash].Trim(), text[(slash + 1)..].Trim());
    }
}
