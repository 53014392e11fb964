using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Git;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source;
using GitOpsToolkit.Source.Buckets;
using GitOpsToolkit.Source.GitRepositories;
using GitOpsToolkit.Source.HelmCharts;
using GitOpsToolkit.Source.HelmRepositories;
using GitOpsToolkit.Source.Internal;
using GitOpsToolkit.Source.OciRepositories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the source controller to a host.</summary>
public static class SourceServiceCollectionExtensions
{
    private const string Component = "source-controller";
    private const string Finalizer = "finalizers.fluxcd.io";

    /// <summary>Adds the source controller with its defaults. Safe to call again.</summary>
    public static IGitOpsBuilder AddSourceController(this IGitOpsBuilder gitops) => gitops.AddSourceController(static _ => { });

    /// <summary>Adds the source controller and binds its options to a section. Safe to call again.</summary>
    public static IGitOpsBuilder AddSourceController(this IGitOpsBuilder gitops, IConfigurationSection section)
    {
        gitops.Services.AddOptions<SourceControllerOptions>().Bind(section);
        return gitops.AddSourceController();
    }

    /// <summary>
    /// Adds the source controller: git and OCI repositories, Helm repositories and charts become artifacts in a local folder, served over HTTP. Safe to call again; every
    /// call's adjustments apply, in order.
    /// </summary>
    public static IGitOpsBuilder AddSourceController(this IGitOpsBuilder gitops, Action<SourceControllerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(gitops);
        var services = gitops.Services;
        services.AddOptionsWithValidateOnStart<SourceControllerOptions>().ValidateDataAnnotations().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SourceControllerOptions>, SourceOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new ArtifactStorage(Options(s).Storage, s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new GitClient(Options(s).Git, s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SecretReader>();
        services.TryAddSingleton<ArtifactServing>();
        services.TryAddSingleton(CloudEnvironment.Process);
        services.TryAddSingleton<AwsIdentity>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRegistryLogin, AwsRegistryLogin>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRegistryLogin, AzureRegistryLogin>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRegistryLogin, GcpRegistryLogin>());
        services.TryAddSingleton<RegistryAccess>();
        services.TryAddSingleton<SignatureCheck>();
        services.TryAddSingleton<BucketAccess>();
        services.TryAddSingleton<HelmRepositoryAccess>();
        services.TryAddSingleton<HelmIndexCache>();
        services.TryAddSingleton<ChartRepositories>();
        return gitops
            .AddController<GitRepository, GitRepositoryReconciler>(static (controller, s) => Common(controller, s).WhileWorking(s.GetRequiredService<ArtifactServing>().OpenAsync))
            .AddController<OCIRepository, OciRepositoryReconciler>(static (controller, s) => Common(controller, s))
            .AddController<HelmRepository, HelmRepositoryReconciler>(static (controller, s) => Common(controller, s, static r => !HelmRepositoryReconciler.IsOci(r)))
            .AddController<Bucket, BucketReconciler>(static (controller, s) => Common(controller, s))
            .AddController<HelmChart, HelmChartReconciler>(static (controller, s) => WithSources(Common(controller, s)));
    }

    /// <summary>Adds the controller runtime and the source controller with its defaults. Safe to call again.</summary>
    public static IGitOpsBuilder AddSourceController(this IServiceCollection services) => services.AddGitOpsToolkit().AddSourceController();

    /// <summary>Adds the controller runtime and the source controller, bound to a section. Safe to call again.</summary>
    public static IGitOpsBuilder AddSourceController(this IServiceCollection services, IConfigurationSection section) =>
        services.AddGitOpsToolkit().AddSourceController(section);

    /// <summary>Adds the controller runtime and the source controller. Safe to call again.</summary>
    public static IGitOpsBuilder AddSourceController(this IServiceCollection services, Action<SourceControllerOptions> configure) =>
        services.AddGitOpsToolkit().AddSourceController(configure);

    private static ControllerBuilder<T> Common<T>(ControllerBuilder<T> controller, IServiceProvider services, Func<T, bool>? needsFinalizer = null)
        where T : Resource, IConditioned, IResource<T> => controller
        .ReconcileWhen(Change.Generation | Change.ReconcileRequested)
        .WithFinalizer(Finalizer, needsFinalizer)
        .Configure(o =>
        {
            o.Component = Component;
            o.FieldManager = Component;
            o.LeaseName = "source-controller-leader-election";
            o.MaxConcurrentReconciles = Options(services).Concurrent;
        });

    /// <summary>Charts follow the artifacts of their sources (source.md §8.4).</summary>
    private static ControllerBuilder<HelmChart> WithSources(ControllerBuilder<HelmChart> controller) => controller
        .Indexed("HelmRepository", static c => SourceKeys(c, "HelmRepository"))
        .Indexed("GitRepository", static c => SourceKeys(c, "GitRepository"))
        .Indexed("Bucket", static c => SourceKeys(c, "Bucket"))
        .Watches<HelmRepository>(static w => w.When(Change.ArtifactRevision).EnqueueByIndex("HelmRepository", IsBehind))
        .Watches<GitRepository>(static w => w.When(Change.ArtifactRevision).EnqueueByIndex("GitRepository", IsBehind))
        .Watches<Bucket>(static w => w.When(Change.ArtifactRevision).EnqueueByIndex("Bucket", IsBehind));

    private static IEnumerable<NamespacedName> SourceKeys(HelmChart chart, string kind) =>
        chart.Spec.SourceRef.Kind == kind ? [new NamespacedName(chart.Namespace, chart.Spec.SourceRef.Name)] : [];

    private static bool IsBehind(HelmChart chart, IArtifactSource source) =>
        source.Artifact is { } artifact && artifact.Revision != chart.Status.ObservedSourceArtifactRevision;

    private static SourceControllerOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<SourceControllerOptions>>().Value;
}
