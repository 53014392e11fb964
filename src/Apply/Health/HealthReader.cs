using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>Reads objects and works out their status, looking at Pods where a controller fails with them.</summary>
internal sealed class HealthReader(KubernetesClient client, TimeProvider time, CustomHealthRules customRules)
{
    private static readonly ReadOptions WithoutManagers = new() { DropManagedFields = true };
    private static readonly ApiResource Pods = new("", "v1", "Pod", "pods", Namespaced: true);

    public ValueTask<ApiResource?> ResolveAsync(HealthTarget target, CancellationToken cancellationToken) => target.Version is { } version
        ? client.Discovery.ResolveAsync(new GroupVersionKind(target.Identity.GroupKind.Group, version, target.Identity.GroupKind.Kind), cancellationToken)
        : client.Discovery.ResolveAsync(target.Identity.GroupKind, cancellationToken);

    /// <summary>Reads one object. A failed read is a status too: the next one may succeed.</summary>
    public async Task<HealthResult> ReadAsync(HealthTarget target, CancellationToken cancellationToken)
    {
        try
        {
            if (await ResolveAsync(target, cancellationToken).ConfigureAwait(false) is not { } type)
            {
                return HealthResult.Unknown(NoMatch(target));
            }

            if (type.Namespaced && target.Identity.Namespace.Length == 0)
            {
                return HealthResult.Unknown($"{target.Identity} is of a namespaced kind; name its namespace");
            }

            var key = new NamespacedName(type.Namespaced ? target.Identity.Namespace : "", target.Identity.Name);
            return await client.FindAsync(type, key, WithoutManagers, cancellationToken).ConfigureAwait(false) is { } live
                ? await EvaluateAsync(live, cancellationToken).ConfigureAwait(false)
                : HealthResult.NotFound;
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            return HealthResult.Unknown(e.Message);
        }
    }

    /// <summary>The status of an object as read, and of its Pods when that decides between waiting and giving up.</summary>
    public async Task<HealthResult> EvaluateAsync(Unstructured live, CancellationToken cancellationToken)
    {
        if (customRules.Find(live) is { } custom)
        {
            return custom;
        }

        var result = HealthRules.Evaluate(live, time.GetUtcNow());
        if (result.Status != ObjectStatus.InProgress
            || live.Gvk.GroupKind is not { Group: "apps", Kind: "StatefulSet" or "ReplicaSet" }
            || SelectorOf(live) is not { } selector)
        {
            return result;
        }

        try
        {
            var failed = 0;
            var list = client.ListAsync(Pods, live.Namespace, new ListOptions { LabelSelector = selector }, cancellationToken);
            await foreach (var pod in list.ConfigureAwait(false))
            {
                failed += PodRules.FailsItsController(pod, time.GetUtcNow()) ? 1 : 0;
            }

            return failed > 0 ? HealthResult.Failed($"{failed} pods have failed") : result;
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            // Without a look at the Pods the controller's own status still tells when it is done.
            return result;
        }
    }

    public static string NoMatch(HealthTarget target)
    {
        var kind = target.Identity.GroupKind;
        return target.Version is { } version
            ? $"no matches for kind \"{kind.Kind}\" in version \"{new GroupVersionKind(kind.Group, version, kind.Kind).ApiVersion}\""
            : $"no matches for kind \"{kind.Kind}\" in group \"{kind.Group}\"";
    }

    private static string? SelectorOf(Unstructured live) =>
        live.Root.At("spec", "selector", "matchLabels") is JsonObject { Count: > 0 } labels
            ? string.Join(',', labels.Select(static label => $"{label.Key}={label.Value.AsText()}"))
            : null;
}
