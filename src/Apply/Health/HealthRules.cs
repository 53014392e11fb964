using System.Collections.Frozen;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>
/// Works out the status of an object from the object alone, with the rules of kstatus: first what every kind has in common
/// (deletion, observed generation, the Reconciling and Stalled conditions), then the rule of the kind, then its Ready condition.
/// An object that has none of these is current.
/// </summary>
public static class HealthRules
{
    private delegate HealthResult KindRule(JsonObject root, DateTimeOffset now);

    private static readonly FrozenDictionary<GroupKind, KindRule> Rules = new Dictionary<GroupKind, KindRule>
    {
        [new("", "Service")] = static (root, _) => SimpleRules.Service(root),
        [new("", "Pod")] = PodRules.Evaluate,
        [new("", "Secret")] = static (_, _) => SimpleRules.AlwaysCurrent,
        [new("", "ConfigMap")] = static (_, _) => SimpleRules.AlwaysCurrent,
        [new("", "PersistentVolumeClaim")] = static (root, _) => SimpleRules.PersistentVolumeClaim(root),
        [new("batch", "CronJob")] = static (_, _) => SimpleRules.AlwaysCurrent,
        [new("policy", "PodDisruptionBudget")] = static (_, _) => SimpleRules.PodDisruptionBudget,
        [new("apiextensions.k8s.io", "CustomResourceDefinition")] = static (root, _) => SimpleRules.CustomResourceDefinition(root),
        [new("apps", "Deployment")] = static (root, _) => WorkloadRules.Deployment(root),
        [new("extensions", "Deployment")] = static (root, _) => WorkloadRules.Deployment(root),
        [new("apps", "ReplicaSet")] = static (root, _) => WorkloadRules.ReplicaSet(root),
        [new("extensions", "ReplicaSet")] = static (root, _) => WorkloadRules.ReplicaSet(root),
        [new("apps", "DaemonSet")] = static (root, _) => WorkloadRules.DaemonSet(root),
        [new("extensions", "DaemonSet")] = static (root, _) => WorkloadRules.DaemonSet(root),
        [new("apps", "StatefulSet")] = static (root, _) => WorkloadRules.StatefulSet(root),
    }.ToFrozenDictionary();

    private static readonly GroupKind Job = new("batch", "Job");

    /// <summary>Works out the status of an object as it was read from the API server.</summary>
    /// <param name="resource">The object.</param>
    /// <param name="now">The present; a Pod that cannot be scheduled is given 15 seconds before it counts as failed.</param>
    public static HealthResult Evaluate(Unstructured resource, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var kind = resource.Gvk.GroupKind;
        if (kind == Job)
        {
            // A job has no generic conditions worth reading and its deletion after its time to live is a success.
            return SimpleRules.Job(resource.Root);
        }

        return Common(resource)
            ?? (Rules.TryGetValue(kind, out var rule) ? rule(resource.Root, now) : ByReadyCondition(resource.Root));
    }

    private static HealthResult? Common(Unstructured resource)
    {
        if (resource.IsDeleting)
        {
            return new HealthResult(ObjectStatus.Terminating, "Resource scheduled for deletion");
        }

        var root = resource.Root;
        if (resource.Metadata?.GetInteger("generation") is { } generation
            && root.At("status", "observedGeneration").AsInteger() is { } observed
            && generation != observed)
        {
            return HealthResult.InProgress($"{resource.Kind} generation is {generation}, but latest observed generation is {observed}");
        }

        foreach (var condition in root.Conditions())
        {
            switch (condition)
            {
                case { Type: "Reconciling", Status: "True" }:
                    return HealthResult.InProgress(condition.Message);
                case { Type: "Stalled", Status: "True" }:
                    return HealthResult.Failed(condition.Message);
            }
        }

        return null;
    }

    private static HealthResult ByReadyCondition(JsonObject root)
    {
        foreach (var condition in root.Conditions())
        {
            if (condition is { Type: "Ready", Status: "False" or "Unknown" })
            {
                return HealthResult.InProgress(condition.Message);
            }

            if (condition is { Type: "Ready", Status: "True" })
            {
                break;
            }
        }

        return HealthResult.Current("Resource is current");
    }
}
