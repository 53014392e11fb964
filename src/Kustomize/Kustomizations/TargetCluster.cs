using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Kubernetes;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>The cluster a Kustomization's objects live in, as the identity that manages them.</summary>
internal sealed class TargetCluster
{
    private TargetCluster(KustomizationServices services, KubernetesClient client, string? account)
    {
        var settings = new ApplierSettings
        {
            FieldManager = KustomizationTerms.Component,
            ControlGroup = KustomizeApi.Group,
            OverriddenManagers = services.OverriddenManagers,
            MemoScope = account ?? "",
        };
        Account = account;
        Applier = new ResourceApplier(client, settings, services.Memo, services.Time);
        Pruner = new ResourcePruner(client, settings, services.Time);
        Health = new HealthWaiter(client, services.Time);
    }

    /// <summary>The impersonated ServiceAccount's user name, null when the controller acts as itself.</summary>
    public string? Account { get; }

    public ResourceApplier Applier { get; }

    public ResourcePruner Pruner { get; }

    public HealthWaiter Health { get; }

    /// <summary>The name of the ServiceAccount a Kustomization acts as, null when it acts as the controller.</summary>
    public static string? AccountOf(Kustomization owner, KustomizeControllerOptions options)
    {
        var name = string.IsNullOrEmpty(owner.Spec.ServiceAccountName) ? options.DefaultServiceAccount : owner.Spec.ServiceAccountName;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>Connects to the cluster as the Kustomization asks.</summary>
    public static TargetCluster Of(Kustomization owner, KustomizationServices services)
    {
        if (AccountOf(owner, services.Options) is not { } name)
        {
            return new TargetCluster(services, services.Client, null);
        }

        // No groups are named, so the API server gives the ones a ServiceAccount has.
        var user = $"system:serviceaccount:{owner.Namespace}:{name}";
        return new TargetCluster(services, services.Client.Impersonate(user), user);
    }
}
