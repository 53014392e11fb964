using System.CommandLine;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Kustomize;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops run</c>: hosts controllers until it is told to stop.</summary>
internal static class RunCommand
{
    private const string Source = "source";
    private const string Kustomize = "kustomize";

    /// <summary>Gates of the Flux controllers that are not behind a flag of their own here, and what they switch.</summary>
    private static readonly Dictionary<string, Action<KustomizeControllerOptions, bool>> FeatureGates = new(StringComparer.Ordinal)
    {
        ["StrictPostBuildSubstitutions"] = static (o, on) => o.StrictPostBuildSubstitutions = on,
        ["DisableFailFastBehavior"] = static (o, on) => o.DisableFailFastBehavior = on,
        ["DisableConfigWatchers"] = static (o, on) => o.DisableConfigWatchers = on,
        ["CancelHealthCheckOnNewRevision"] = static (o, on) => o.CancelHealthCheckOnNewRevision = on,
        ["AdditiveCELDependencyCheck"] = static (o, on) => o.AdditiveCelDependencyCheck = on,
        ["ExternalArtifact"] = static (o, on) => o.ExternalArtifact = on,
        ["DirectSourceFetch"] = static (o, on) => o.DirectSourceFetch = on,
        ["MigrateAPIVersion"] = static (o, on) => o.MigrateApiVersion = on,
        ["GroupChangeLog"] = static (o, on) => o.GroupChangeLog = on,
        ["ObjectLevelWorkloadIdentity"] = static (o, on) => o.ObjectLevelWorkloadIdentity = on,

        // Accepted because deployments set them: health is watched, not polled, and reads of ConfigMaps and Secrets are never cached.
        ["DisableStatusPollerCache"] = static (_, _) => { },
        ["CacheSecretsAndConfigMaps"] = static (_, _) => { },
    };

    public static Command Create() => CreateWithFlags().Command;

    /// <summary>The flags and what a command line sets them to, without running anything.</summary>
    internal static (FlagBindings Flags, ParseResult Parsed) Parse(string[] args)
    {
        var (command, flags) = CreateWithFlags();
        return (flags, new RootCommand { command }.Parse(args));
    }

    private static (Command Command, FlagBindings Flags) CreateWithFlags()
    {
        var controllers = new Argument<string[]>("controllers")
        {
            Description = "Controllers to host: source, kustomize. All when none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        controllers.AcceptOnlyFromAmong(Source, Kustomize);
        var command = new Command("run", "Host controllers. The flags are those of the Flux controllers, with the same meaning and defaults.") { controllers };

        var kubeConfig = Flag.Text("--kubeconfig", "kubeconfig file; by default KUBECONFIG, then the pod's own identity, then ~/.kube/config.");
        var context = Flag.Text("--context", "Context of the kubeconfig.");
        var qps = Flag.Number("--kube-api-qps", "Most requests per second to the API server; 0 leaves the limit to the server.");
        var burst = Flag.Number("--kube-api-burst", "Requests that may exceed --kube-api-qps in a burst.");
        var level = Flag.Text("--log-level", "trace, debug, info or error. [default: info]");
        var encoding = Flag.Text("--log-encoding", "json or console. [default: json]");
        foreach (var flag in (Option[])[kubeConfig, context, qps, burst, level, encoding])
        {
            command.Options.Add(flag);
        }

        var flags = new FlagBindings(command);
        BindShared(flags);
        BindSource(flags);
        BindKustomize(flags);

        command.SetAction((parsed, ct) =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            try
            {
                builder.Logging.AddGitOpsConsole(
                    Encoding(parsed.GetValue(encoding)),
                    GitOpsLoggingExtensions.ParseLogLevel(parsed.GetValue(level) ?? "info"));
                var config = KubeConfigLoader.Load(new KubeConfigOptions { Path = parsed.GetValue(kubeConfig), Context = parsed.GetValue(context) });
                builder.Services.AddSingleton(config with { RequestsPerSecond = parsed.GetValue(qps), RequestBurst = parsed.GetResult(burst) is null ? config.RequestBurst : parsed.GetValue(burst) });
            }
            catch (Exception e) when (e is FormatException or KubeConfigException)
            {
                return FailAsync(parsed.InvocationConfiguration, e.Message);
            }

            var named = parsed.GetValue(controllers) is { Length: > 0 } some ? some : [Source, Kustomize];
            var gitops = builder.Services.AddGitOpsToolkit();
            flags.Configure<GitOpsOptions>(builder.Services, parsed);
            if (named.Contains(Source, StringComparer.Ordinal))
            {
                gitops.AddSourceController();
                flags.Configure<SourceControllerOptions>(builder.Services, parsed);
            }

            if (named.Contains(Kustomize, StringComparer.Ordinal))
            {
                gitops.AddKustomizeController();
                flags.Configure<KustomizeControllerOptions>(builder.Services, parsed);
            }

            return HostAsync(builder, parsed.InvocationConfiguration, ct);
        });
        return (command, flags);
    }

    private static async Task<int> HostAsync(HostApplicationBuilder builder, InvocationConfiguration console, CancellationToken ct)
    {
        try
        {
            using var host = builder.Build();
            await host.RunAsync(ct).ConfigureAwait(false);
            return 0;
        }
        catch (OptionsValidationException e)
        {
            return await FailAsync(console, string.Join(Environment.NewLine, e.Failures)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static void BindShared(FlagBindings flags) => flags
        .Bind<GitOpsOptions, bool>(Flag.Switch("--watch-all-namespaces", "Watch every namespace, or only that of RUNTIME_NAMESPACE. [default: true]"), static (o, v) => o.WatchAllNamespaces = v)
        .Bind<GitOpsOptions, string>(Flag.Text("--watch-label-selector", "Reconcile only objects with these labels."), static (o, v) => o.WatchLabelSelector = v)
        .Bind<GitOpsOptions, int>(Flag.Number("--interval-jitter-percentage", "Spread of intervals in percent, 0 to 99. [default: 5]"), static (o, v) => o.IntervalJitterPercentage = v)
        .Bind<GitOpsOptions, TimeSpan>(Flag.Duration("--min-retry-delay", "First back-off delay. [default: 750ms]"), static (o, v) => o.MinRetryDelay = v)
        .Bind<GitOpsOptions, TimeSpan>(Flag.Duration("--max-retry-delay", "Longest back-off delay. [default: 15m]"), static (o, v) => o.MaxRetryDelay = v)
        .Bind<GitOpsOptions, string>(Flag.Text("--events-addr", "Address events are posted to."), static (o, v) => o.EventsAddress = v)
        .Bind<GitOpsOptions, string>(Flag.Text("--metrics-addr", "Address of /metrics. [default: :8080]"), static (o, v) => o.MetricsAddress = v)
        .Bind<GitOpsOptions, string>(Flag.Text("--health-addr", "Address of /healthz and /readyz. [default: :9440]"), static (o, v) => o.HealthAddress = v)
        .Bind<GitOpsOptions, bool>(Flag.Switch("--enable-leader-election", "Let one of several replicas work at a time. [default: false]"), static (o, v) => o.LeaderElection.Enabled = v)
        .Bind<GitOpsOptions, bool>(Flag.Switch("--leader-election-release-on-cancel", "Give the lease back on a clean stop. [default: true]"), static (o, v) => o.LeaderElection.ReleaseOnCancel = v)
        .Bind<GitOpsOptions, TimeSpan>(Flag.Duration("--leader-election-lease-duration", "How long others wait before they take over. [default: 35s]"), static (o, v) => o.LeaderElection.LeaseDuration = v)
        .Bind<GitOpsOptions, TimeSpan>(Flag.Duration("--leader-election-renew-deadline", "How long renewal is tried. [default: 30s]"), static (o, v) => o.LeaderElection.RenewDeadline = v)
        .Bind<GitOpsOptions, TimeSpan>(Flag.Duration("--leader-election-retry-period", "Time between tries. [default: 5s]"), static (o, v) => o.LeaderElection.RetryPeriod = v);

    private static void BindSource(FlagBindings flags) => flags
        .Bind<SourceControllerOptions, string>(Flag.Text("--storage-path", "Folder artifacts are kept in. [default: /data]"), static (o, v) => o.Storage.Path = v)
        .Bind<SourceControllerOptions, string>(Flag.Text("--storage-addr", "Address artifacts are served on. [default: :9090]"), static (o, v) => o.Storage.ListenAddress = v)
        .Bind<SourceControllerOptions, string>(Flag.Text("--storage-adv-addr", "Address consumers are told."), static (o, v) => o.Storage.AdvertisedAddress = v)
        .Bind<SourceControllerOptions, TimeSpan>(Flag.Duration("--artifact-retention-ttl", "How long an outdated artifact is kept. [default: 1m]"), static (o, v) => o.Storage.RetentionTtl = v)
        .Bind<SourceControllerOptions, int>(Flag.Number("--artifact-retention-records", "How many artifacts of a source are kept. [default: 2]"), static (o, v) => o.Storage.RetentionRecords = v)
        .Bind<SourceControllerOptions, string[]>(Flag.Words("--ssh-kex-algos", "Key exchange algorithms for ssh, best first. [default: those of ssh]"), static (o, v) => o.Git.SshKeyExchangeAlgorithms = v)
        .Bind<SourceControllerOptions, string[]>(Flag.Words("--ssh-hostkey-algos", "Host key algorithms for ssh, best first. [default: those of ssh]"), static (o, v) => o.Git.SshHostKeyAlgorithms = v)
        .Bind<SourceControllerOptions, int>(Flag.Number("--helm-index-max-size", "Largest index of a Helm repository in bytes. [default: 52428800]"), static (o, v) => o.HelmIndexMaxSize = v)
        .Bind<SourceControllerOptions, int>(Flag.Number("--helm-chart-max-size", "Largest chart package in bytes. [default: 10485760]"), static (o, v) => o.HelmChartMaxSize = v)
        .Bind<SourceControllerOptions, int>(Flag.Number("--helm-chart-file-max-size", "Largest file in a chart in bytes. [default: 5242880]"), static (o, v) => o.HelmChartFileMaxSize = v)
        .Bind<SourceControllerOptions, int>(Flag.Number("--helm-cache-max-size", "Helm indexes kept in memory. [default: 0]"), static (o, v) => o.HelmCacheMaxSize = v)
        .Bind<SourceControllerOptions, TimeSpan>(Flag.Duration("--helm-cache-ttl", "How long an unused index stays in memory. [default: 15m]"), static (o, v) => o.HelmCacheTtl = v)
        .Bind<SourceControllerOptions, string>(Flag.Text("--helm-cache-purge-interval", "Accepted for compatibility: what is out of date leaves the memory with the next use."), static (_, _) => { })
        .Bind<SourceControllerOptions, string>(Flag.Text("--artifact-digest-algo", "sha256, sha384, sha512 or sha1. [default: sha256]"), static (o, v) => o.Storage.DigestAlgorithm = v);

    private static void BindKustomize(FlagBindings flags)
    {
        var concurrent = Flag.Number("--concurrent", "Passes at a time, for each controller. [default: 2 for source, 4 for kustomize]");
        var requeueDependency = Flag.Duration("--requeue-dependency", "Delay after something needed is not ready. [default: 30s]");
        flags
            .Bind<KustomizeControllerOptions, int>(concurrent, static (o, v) => o.Concurrent = v)
            .Also<SourceControllerOptions, int>(concurrent, static (o, v) => o.Concurrent = v)
            .Bind<KustomizeControllerOptions, TimeSpan>(requeueDependency, static (o, v) => o.RequeueDependency = v)
            .Also<SourceControllerOptions, TimeSpan>(requeueDependency, static (o, v) => o.RequeueDependency = v)
            .Bind<KustomizeControllerOptions, int>(Flag.Number("--concurrent-ssa", "Dry runs at a time in one pass. [default: 4]"), static (o, v) => o.ConcurrentSsa = v)
            .Bind<KustomizeControllerOptions, int>(Flag.Number("--http-retry", "Retries of a download. [default: 9]"), static (o, v) => o.HttpRetry = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--no-cross-namespace-refs", "Refuse sources in other namespaces. [default: false]"), static (o, v) => o.NoCrossNamespaceRefs = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--no-remote-bases", "Refuse kustomize bases in git repositories. [default: false]"), static (o, v) => o.NoRemoteBases = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--watch-drift", "Undo changes of managed objects within seconds; needs list and watch on their kinds. [default: false]"), static (o, v) => o.WatchDrift = v)
            .Bind<KustomizeControllerOptions, int>(Flag.Number("--max-prune-percent", "Most of its objects a Kustomization may prune in one pass, in percent. [default: no limit]"), static (o, v) => o.MaxPrunePercent = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--delete-dependants-first", "Delete Kustomizations in the reverse order of dependsOn. [default: false]"), static (o, v) => o.DeleteDependantsFirst = v)
            .Bind<KustomizeControllerOptions, string>(Flag.Text("--default-service-account", "ServiceAccount to apply as where a Kustomization names none."), static (o, v) => o.DefaultServiceAccount = v)
            .Bind<KustomizeControllerOptions, string>(Flag.Text("--default-kubeconfig-service-account", "ServiceAccount to reach clusters of spec.kubeConfig.configMapRef as where the ConfigMap names none."), static (o, v) => o.DefaultKubeConfigServiceAccount = v)
            .Bind<KustomizeControllerOptions, string>(Flag.Text("--watch-configs-label-selector", "ConfigMaps and Secrets whose changes are followed. [default: reconcile.fluxcd.io/watch=Enabled]"), static (o, v) => o.WatchConfigsLabelSelector = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--insecure-kubeconfig-exec", "Let kubeconfigs of Secrets run programs. [default: false]"), static (o, v) => o.InsecureKubeConfigExec = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--insecure-kubeconfig-tls", "Let kubeconfigs of Secrets skip verification of the server. [default: false]"), static (o, v) => o.InsecureKubeConfigTls = v)
            .Bind<KustomizeControllerOptions, string>(Flag.Text("--sops-age-secret", "Secret in RUNTIME_NAMESPACE with age keys for Kustomizations that name none."), static (o, v) => o.SopsAgeSecret = v)
            .Bind<KustomizeControllerOptions, string>(Flag.Text("--default-decryption-service-account", "ServiceAccount to ask key services as where a Kustomization names none."), static (o, v) => o.DefaultDecryptionServiceAccount = v)
            .Bind<KustomizeControllerOptions, bool>(Flag.Switch("--sops-verify-mac", "Refuse encrypted files that were changed without sops; Flux does not check. [default: true]"), static (o, v) => o.SopsVerifyMac = v)
            .Bind<KustomizeControllerOptions, string[]>(Flag.Words("--override-manager", "Field manager whose fields are taken over; may be repeated."), static (o, v) => Add(o.OverrideManagers, v))
            .Bind<KustomizeControllerOptions, string[]>(Flag.Words("--custom-apply-stage-kinds", "Kinds (group/Kind, or Kind of the core group) applied in a stage of their own."), static (o, v) => Add(o.CustomApplyStageKinds, v))
            .Bind<KustomizeControllerOptions, string>(Flag.Text("--scratch-path", "Folder large artifacts are unpacked in. [default: the system's temporary folder]"), static (o, v) => o.ScratchPath = v)
            .Bind<KustomizeControllerOptions, IReadOnlyDictionary<string, bool>>(FeatureGatesFlag(), static (o, gates) =>
            {
                foreach (var (gate, on) in gates)
                {
                    FeatureGates[gate](o, on);
                }
            });
    }

    private static Option<IReadOnlyDictionary<string, bool>> FeatureGatesFlag() => new("--feature-gates")
    {
        Description = $"Comma-separated Gate=true|false; known are {string.Join(", ", FeatureGates.Keys)}.",
        CustomParser = static result =>
        {
            var gates = new Dictionary<string, bool>(StringComparer.Ordinal);
            foreach (var pair in result.Tokens.SelectMany(static t => t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            {
                var (gate, value) = pair.Split('=', 2) is [var name, var text] ? (name, text) : (pair, "");
                if (!FeatureGates.ContainsKey(gate))
                {
                    result.AddError($"feature-gate '{gate}' not supported; known are {string.Join(", ", FeatureGates.Keys)}");
                }
                else if (!bool.TryParse(value, out var on))
                {
                    result.AddError($"--feature-gates {pair}: write {gate}=true or {gate}=false");
                }
                else
                {
                    gates[gate] = on;
                }
            }

            return gates;
        },
    };

    private static void Add(IList<string> list, string[] values)
    {
        foreach (var value in values)
        {
            list.Add(value);
        }
    }

    private static LogEncoding Encoding(string? text) => text switch
    {
        null or "json" => LogEncoding.Json,
        "console" => LogEncoding.Console,
        _ => throw new FormatException($"--log-encoding {text}: not known; use json or console"),
    };

    private static async Task<int> FailAsync(InvocationConfiguration console, string reason)
    {
        await console.Error.WriteLineAsync(reason).ConfigureAwait(false);
        return Program.Failure;
    }
}
