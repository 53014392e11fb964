using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Internal.Sources;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>What wakes the controller, and what it is called.</summary>
internal static class KustomizationWiring
{
    internal const string ByDependency = "dependency";
    private const string ByConfigMap = "configMap";
    private const string BySecret = "secret";

    public static void Configure(ControllerBuilder<Kustomization> controller, KustomizationServices services)
    {
        var options = services.Options;
        controller
            .ReconcileWhen(Change.Generation | Change.ReconcileRequested)
            .Indexed(ByDependency, Dependencies.KustomizationsOf)
            .Watches<Kustomization>(static watch => watch
                .When(static (old, updated) => IsReady(updated) && (!IsReady(old) || HasAdvanced(old, updated)))
                .EnqueueByIndex(ByDependency, static (dependent, _) => WaitsForDependency(dependent)))
            .Watches<Kustomization>(static watch => watch
                .When(PruneGuard.IsNewlyConfirmed)
                .Enqueue(static (owner, _) => [owner.Key()]))
            .WokenBy(services.Waker.Connect)
            .WithFinalizer(KustomizationTerms.Finalizer)
            .Configure(runtime =>
            {
                runtime.Name = "kustomization";
                runtime.Component = KustomizationTerms.Component;
                runtime.FieldManager = KustomizationTerms.StatusManager;
                runtime.LeaseName = $"{KustomizationTerms.Component}-leader-election";
                runtime.MaxConcurrentReconciles = options.Concurrent;
                runtime.OwnedConditions.Add(KustomizationTerms.Healthy);
            });
        foreach (var kind in SourceKind.AllowedBy(options))
        {
            kind.Follow(controller);
        }

        if (options.DeleteDependantsFirst)
        {
            controller.Watches<Kustomization>(static watch => watch
                .When(static (_, _) => false)
                .Enqueue(static (gone, cache) => Dependencies.KustomizationsOf(gone)
                    .Where(key => cache.Find<Kustomization>(key) is { Metadata.DeletionTimestamp: not null })));
        }

        if (!options.DisableConfigWatchers)
        {
            controller
                .Indexed(ByConfigMap, static owner => [.. VariableSourcesOf(owner, "ConfigMap"), .. Named(owner, owner.Spec.KubeConfig?.ConfigMapRef?.Name)])
                .Indexed(
                    BySecret,
                    static owner =>
                    [
                        .. VariableSourcesOf(owner, "Secret"),
                        .. Named(owner, owner.Spec.KubeConfig?.SecretRef?.Name),
                        .. Named(owner, owner.Spec.Decryption?.SecretRef?.Name),
                    ])
                .WatchesMetadata("v1", "ConfigMap", watch => watch.WithLabel(options.WatchConfigsLabelSelector).EnqueueByIndex(ByConfigMap))
                .WatchesMetadata("v1", "Secret", watch => watch.WithLabel(options.WatchConfigsLabelSelector).EnqueueByIndex(BySecret));
        }
    }

    private static IEnumerable<NamespacedName> VariableSourcesOf(Kustomization owner, string kind) =>
        (owner.Spec.PostBuild?.SubstituteFrom ?? [])
            .Where(reference => string.Equals(reference.Kind, kind, StringComparison.Ordinal))
            .Select(reference => new NamespacedName(owner.Namespace, reference.Name));

    private static IEnumerable<NamespacedName> Named(Kustomization owner, string? name) =>
        string.IsNullOrEmpty(name) ? [] : [new NamespacedName(owner.Namespace, name)];

    private static bool IsReady(Kustomization dependency) =>
        dependency.Status.IsTrue(ConditionTypes.Ready) && dependency.Status.ObservedGeneration == dependency.Metadata.Generation;

    private static bool HasAdvanced(Kustomization old, Kustomization updated) =>
        !string.Equals(old.Status.LastAppliedRevision, updated.Status.LastAppliedRevision, StringComparison.Ordinal);

    private static bool WaitsForDependency(Kustomization dependent) =>
        dependent.Status.Condition(ConditionTypes.Ready) is { Status: ConditionStatus.False, Reason: ConditionReasons.DependencyNotReady };
}
