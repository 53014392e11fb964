using GitOpsToolkit.Api;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the controller runtime and controllers to a host.</summary>
public static class GitOpsServiceCollectionExtensions
{
    /// <summary>Adds the controller runtime. Safe to call again.</summary>
    public static IGitOpsBuilder AddGitOpsToolkit(this IServiceCollection services) => services.AddGitOpsToolkit(static _ => { });

    /// <summary>Adds the controller runtime and binds its options to a section. Safe to call again.</summary>
    public static IGitOpsBuilder AddGitOpsToolkit(this IServiceCollection services, IConfigurationSection section)
    {
        services.AddOptions<GitOpsOptions>().Bind(section);
        return services.AddGitOpsToolkit();
    }

    /// <summary>Adds the controller runtime. Safe to call again; every call's adjustments apply, in order.</summary>
    public static IGitOpsBuilder AddGitOpsToolkit(this IServiceCollection services, Action<GitOpsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<GitOpsOptions>().Configure(configure).ValidateOnStart();
        services.AddMetrics();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<GitOpsOptions>, GitOpsOptionsDefaults>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitOpsOptions>, GitOpsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => KubeConfigLoader.Load());
        services.TryAddSingleton(static provider => new KubernetesClient(
            provider.GetRequiredService<ClusterConfig>(), TimeProvider.System, provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton<RuntimeMetrics>();
        services.TryAddSingleton(static provider =>
        {
            var registry = ActivatorUtilities.CreateInstance<MetricsRegistry>(provider);
            ProcessMetrics.Register(provider.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
            return registry;
        });
        services.TryAddSingleton(static provider => ActivatorUtilities.CreateInstance<ResourceCache>(provider, ResourceCache.DefaultWatchBackoff));
        services.TryAddSingleton<IResourceCache>(static provider => provider.GetRequiredService<ResourceCache>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, KubernetesEventSink>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEventSink, NotificationSink>(static provider =>
            ActivatorUtilities.CreateInstance<NotificationSink>(provider)));
        services.TryAddSingleton(static provider => new EventRecorder(
            provider.GetServices<IEventSink>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ControllerServices>();
        services.TryAddSingleton<GitOpsHost>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GitOpsHost>(static provider => provider.GetRequiredService<GitOpsHost>()));
        return new GitOpsBuilder(services);
    }

    /// <summary>Adds the controller of a kind. Safe to call again for the same reconciler: the first call counts.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <typeparam name="TReconciler">Its reconciler, one instance per process.</typeparam>
    /// <param name="gitops">The builder.</param>
    /// <param name="configure">What wakes the controller and how it works.</param>
    public static IGitOpsBuilder AddController<T, TReconciler>(this IGitOpsBuilder gitops, Action<ControllerBuilder<T>> configure)
        where T : Resource, IConditioned, IResource<T>
        where TReconciler : class, IReconciler<T> =>
        gitops.AddController<T, TReconciler>((controller, _) => configure(controller));

    /// <summary>Adds the controller of a kind, configured from services (usually options) when the host starts.</summary>
    /// <inheritdoc cref="AddController{T, TReconciler}(IGitOpsBuilder, Action{ControllerBuilder{T}})"/>
    public static IGitOpsBuilder AddController<T, TReconciler>(this IGitOpsBuilder gitops, Action<ControllerBuilder<T>, IServiceProvider> configure)
        where T : Resource, IConditioned, IResource<T>
        where TReconciler : class, IReconciler<T>
    {
        ArgumentNullException.ThrowIfNull(gitops);
        ArgumentNullException.ThrowIfNull(configure);
        if (!gitops.Services.Any(static service => service.ImplementationInstance is ControllerRegistration<T, TReconciler>))
        {
            gitops.Services.TryAddSingleton<TReconciler>();
            gitops.Services.AddSingleton<IControllerRegistration>(new ControllerRegistration<T, TReconciler>(configure));
        }

        return gitops;
    }
}
