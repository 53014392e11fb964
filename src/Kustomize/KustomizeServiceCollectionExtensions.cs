using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize;
using GitOpsToolkit.Kustomize.Kustomizations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Kustomize controller to a host.</summary>
public static class KustomizeServiceCollectionExtensions
{
    /// <summary>Adds the controller that reconciles Kustomizations. Safe to call again.</summary>
    public static IGitOpsBuilder AddKustomizeController(this IGitOpsBuilder gitops) => gitops.AddKustomizeController(static _ => { });

    /// <summary>Adds the controller and binds its options to a section. Safe to call again.</summary>
    public static IGitOpsBuilder AddKustomizeController(this IGitOpsBuilder gitops, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(gitops);
        gitops.Services.AddOptions<KustomizeControllerOptions>().Bind(section);
        return gitops.AddKustomizeController();
    }

    /// <summary>Adds the controller and adjusts its options. Safe to call again; every call's adjustments apply, in order.</summary>
    public static IGitOpsBuilder AddKustomizeController(this IGitOpsBuilder gitops, Action<KustomizeControllerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(gitops);
        gitops.Services.AddOptions<KustomizeControllerOptions>().Configure(configure)
            .ValidateDataAnnotations()
            .Validate(
                static options => options.ObjectLevelWorkloadIdentity || options.DefaultKubeConfigServiceAccount.Length == 0,
                "--default-kubeconfig-service-account needs the feature gate ObjectLevelWorkloadIdentity")
            .Validate(
                static options => options.ObjectLevelWorkloadIdentity || options.DefaultDecryptionServiceAccount.Length == 0,
                "--default-decryption-service-account needs the feature gate ObjectLevelWorkloadIdentity")
            .ValidateOnStart();
        gitops.Services.TryAddSingleton(TimeProvider.System);
        gitops.Services.TryAddSingleton<KustomizationServices>();
        return gitops.AddController<Kustomization, KustomizationReconciler>(static (controller, services) =>
            KustomizationWiring.Configure(controller, services.GetRequiredService<KustomizationServices>()));
    }

    /// <inheritdoc cref="AddKustomizeController(IGitOpsBuilder)"/>
    public static IGitOpsBuilder AddKustomizeController(this IServiceCollection services) => services.AddGitOpsToolkit().AddKustomizeController();

    /// <inheritdoc cref="AddKustomizeController(IGitOpsBuilder, IConfigurationSection)"/>
    public static IGitOpsBuilder AddKustomizeController(this IServiceCollection services, IConfigurationSection section) =>
        services.AddGitOpsToolkit().AddKustomizeController(section);

    /// <inheritdoc cref="AddKustomizeController(IGitOpsBuilder, Action{KustomizeControllerOptions})"/>
    public static IGitOpsBuilder AddKustomizeController(this IServiceCollection services, Action<KustomizeControllerOptions> configure) =>
        services.AddGitOpsToolkit().AddKustomizeController(configure);
}
