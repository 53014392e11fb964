using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace CustomController;

/// <summary>Adds the preview controller to a host.</summary>
public static class PreviewServiceCollectionExtensions
{
    /// <summary>Adds the preview controller. Safe to call again.</summary>
    public static IGitOpsBuilder AddPreviewEnvironments(this IGitOpsBuilder gitops) =>
        gitops.AddController<PreviewEnvironment, PreviewReconciler>(controller => controller
            .ReconcileWhen(Change.Generation | Change.ReconcileRequested)
            .Indexed("source", preview => [preview.Spec.SourceRef.KeyIn(preview.Namespace)])
            .Watches<GitRepository>(watch => watch.When(Change.ArtifactRevision).EnqueueByIndex("source"))
            .WatchesMetadata("v1", "ConfigMap", watch => watch.WithLabel(PreviewReconciler.NameLabel).Enqueue((map, _) => [OwnerOf(map)]))
            .WithFinalizer("finalizers.demo.example.com")
            .Configure(options => options.Component = "preview-controller"));

    private static NamespacedName OwnerOf(Unstructured map) =>
        new(map.Label(PreviewReconciler.NamespaceLabel) ?? "", map.Label(PreviewReconciler.NameLabel) ?? "");
}
