using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing;

/// <summary>Installs definitions of custom resources in a cluster elsewhere.</summary>
internal static class DefinitionInstaller
{
    private static readonly ApiResource Definitions =
        new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);

    /// <summary>Applies a definition and waits until its kind is served.</summary>
    public static async Task InstallAsync(KubernetesClient client, Unstructured definition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await client.PatchAsync(
            Definitions, definition.Key, Patch.Apply(definition), new PatchOptions { FieldManager = "gitops-testing", Force = true }, deadline.Token).ConfigureAwait(false);
        var watch = new ResourceWatcher(client, Definitions, new WatcherOptions { FieldSelector = $"metadata.name={definition.Name}" });
        await foreach (var change in watch.WatchAsync(deadline.Token).ConfigureAwait(false))
        {
            if (change.Object is { } live && IsEstablished(live))
            {
                client.Discovery.Invalidate();
                return;
            }
        }
    }

    private static bool IsEstablished(Unstructured live) =>
        live.Root.At("status", "conditions") is System.Text.Json.Nodes.JsonArray conditions
        && conditions.Any(static condition => condition.At("type").AsText() is "Established" && condition.At("status").AsText() is "True");
}
