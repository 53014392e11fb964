using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace CustomController;

/// <summary>Keeps one ConfigMap per preview at the revision of its source.</summary>
public sealed class PreviewReconciler(IResourceCache cache, KubernetesClient client) : IReconciler<PreviewEnvironment>, IFinalizes<PreviewEnvironment>
{
    internal const string NamespaceLabel = "demo.example.com/preview-namespace";
    internal const string NameLabel = "demo.example.com/preview-name";

    private const string FieldManager = "preview-controller";

    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    /// <inheritdoc/>
    public async Task<Outcome> ReconcileAsync(ReconcileContext<PreviewEnvironment> context, CancellationToken cancellationToken)
    {
        var preview = context.Object;
        var source = cache.Find<GitRepository>(preview.Spec.SourceRef.KeyIn(preview.Namespace));
        if (source?.Status.Artifact is not { } artifact)
        {
            // No polling: the watch on GitRepository wakes this object when there is an artifact.
            return context.NotReady("SourceNotReady", $"GitRepository '{preview.Spec.SourceRef.Name}' has no artifact yet");
        }

        await context.ProgressAsync("Announcing", artifact.Revision, cancellationToken);
        await client.PatchAsync(
            ConfigMaps, TargetOf(preview), Patch.Apply(ConfigMapFor(preview, artifact)), new PatchOptions { FieldManager = FieldManager, Force = true }, cancellationToken);
        if (preview.Status.Revision != artifact.Revision)
        {
            context.Event(EventFlavor.Normal, "Announced", $"announced {artifact.Revision} in {TargetOf(preview)}");
            preview.Status.Revision = artifact.Revision;
        }

        return context.Ready("Announced", artifact.Revision, requeueAfter: preview.Spec.Interval);
    }

    /// <inheritdoc/>
    public Task<Outcome> FinalizeAsync(ReconcileContext<PreviewEnvironment> context, CancellationToken cancellationToken) =>
        client.DeleteAsync(ConfigMaps, TargetOf(context.Object), ct: cancellationToken).ThenDone();

    private static NamespacedName TargetOf(PreviewEnvironment preview) => new(preview.Spec.TargetNamespace, $"preview-{preview.Namespace}-{preview.Name}");

    private static Unstructured ConfigMapFor(PreviewEnvironment preview, Artifact artifact)
    {
        var target = TargetOf(preview);
        var map = new Unstructured(ConfigMaps.Gvk, target.Namespace, target.Name);
        map.SetLabel(NamespaceLabel, preview.Namespace);
        map.SetLabel(NameLabel, preview.Name);
        map.Root["data"] = new JsonObject { ["revision"] = artifact.Revision, ["url"] = artifact.Url, ["digest"] = artifact.Digest };
        return map;
    }
}
