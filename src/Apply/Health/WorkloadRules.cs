using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>Rules of the controllers that run Pods. A replica count that is absent from the spec is one, from the status zero.</summary>
internal static class WorkloadRules
{
    private const long NoDeadline = int.MaxValue;

    public static HealthResult Deployment(JsonObject root)
    {
        // Without a progress deadline the Progressing condition is never set, so it cannot be waited for.
        var progressed = root.Number("spec", "progressDeadlineSeconds", NoDeadline) == NoDeadline;
        var available = false;
        foreach (var condition in root.Conditions())
        {
            switch (condition)
            {
                case { Type: "Progressing", Reason: "ProgressDeadlineExceeded" }:
                    return HealthResult.Failed("Progress deadline exceeded");
                case { Type: "Progressing", Status: "True", Reason: "NewReplicaSetAvailable" }:
                    progressed = true;
                    break;
                case { Type: "Available", Status: "True" }:
                    available = true;
                    break;
            }
        }

        var wanted = root.Number("spec", "replicas", 1);
        var replicas = root.Number("status", "replicas", 0);
        var updated = root.Number("status", "updatedReplicas", 0);
        var ready = root.Number("status", "readyReplicas", 0);
        var availableReplicas = root.Number("status", "availableReplicas", 0);
        return
            wanted > replicas ? HealthResult.InProgress($"Replicas: {replicas}/{wanted}")
            : wanted > updated ? HealthResult.InProgress($"Updated: {updated}/{wanted}")
            : replicas > wanted ? HealthResult.InProgress($"Pending termination: {replicas - wanted}")
            : updated > availableReplicas ? HealthResult.InProgress($"Available: {availableReplicas}/{updated}")
            : wanted > ready ? HealthResult.InProgress($"Ready: {ready}/{wanted}")
            : !progressed ? HealthResult.InProgress("ReplicaSet not Available")
            : !available ? HealthResult.InProgress("Deployment not Available")
            : HealthResult.Current($"Deployment is available. Replicas: {replicas}");
    }

    public static HealthResult ReplicaSet(JsonObject root)
    {
        if (root.Conditions().Any(static condition => condition is { Type: "ReplicaFailure", Status: "True" }))
        {
            return HealthResult.InProgress("Replica Failure condition. Check Pods");
        }

        var wanted = root.Number("spec", "replicas", 1);
        var replicas = root.Number("status", "replicas", 0);
        var labelled = root.Number("status", "fullyLabeledReplicas", 0);
        var available = root.Number("status", "availableReplicas", 0);
        var ready = root.Number("status", "readyReplicas", 0);
        return
            wanted > labelled ? HealthResult.InProgress($"Labelled: {labelled}/{wanted}")
            : wanted > available ? HealthResult.InProgress($"Available: {available}/{wanted}")
            : wanted > ready ? HealthResult.InProgress($"Ready: {ready}/{wanted}")
            : replicas > wanted ? HealthResult.InProgress($"Pending termination: {replicas - wanted}")
            : HealthResult.Current($"ReplicaSet is available. Replicas: {replicas}");
    }

    public static HealthResult DaemonSet(JsonObject root)
    {
        // Every other kind may leave these two out; the daemon set controller always writes them once it has looked.
        if (root.At("metadata", "generation").AsInteger() is null)
        {
            return HealthResult.InProgress("DaemonSet metadata.generation not found");
        }

        if (root.At("status", "observedGeneration").AsInteger() is null)
        {
            return HealthResult.InProgress("DaemonSet status.observedGeneration not found");
        }

        if (root.At("status", "desiredNumberScheduled").AsInteger() is not { } desired)
        {
            return HealthResult.InProgress("Missing .status.desiredNumberScheduled");
        }

        var current = root.Number("status", "currentNumberScheduled", 0);
        var updated = root.Number("status", "updatedNumberScheduled", 0);
        var available = root.Number("status", "numberAvailable", 0);
        var ready = root.Number("status", "numberReady", 0);
        return
            desired > current ? HealthResult.InProgress($"Current: {current}/{desired}")
            : desired > updated ? HealthResult.InProgress($"Updated: {updated}/{desired}")
            : desired > available ? HealthResult.InProgress($"Available: {available}/{desired}")
            : desired > ready ? HealthResult.InProgress($"Ready: {ready}/{desired}")
            : HealthResult.Current($"All replicas scheduled as expected. Replicas: {desired}");
    }

    public static HealthResult StatefulSet(JsonObject root)
    {
        if (root.At("spec", "updateStrategy", "type").AsText() is "OnDelete")
        {
            return HealthResult.Current("StatefulSet is using the ondelete update strategy");
        }

        var wanted = root.Number("spec", "replicas", 1);
        var replicas = root.Number("status", "replicas", 0);
        var ready = root.Number("status", "readyReplicas", 0);
        if (wanted > replicas)
        {
            return HealthResult.InProgress($"Replicas: {replicas}/{wanted}");
        }

        if (wanted > ready)
        {
            return HealthResult.InProgress($"Ready: {ready}/{wanted}");
        }

        if (replicas > wanted)
        {
            return HealthResult.InProgress($"Pending termination: {replicas - wanted}");
        }

        if (root.At("spec", "updateStrategy", "rollingUpdate", "partition").AsInteger() is { } partition)
        {
            var updated = root.Number("status", "updatedReplicas", 0);
            return updated < wanted - partition
                ? HealthResult.InProgress($"updated: {updated}/{wanted - partition}")
                : HealthResult.Current($"Partition rollout complete. updated: {updated}");
        }

        var current = root.Number("status", "currentReplicas", 0);
        if (wanted > current)
        {
            return HealthResult.InProgress($"current: {current}/{wanted}");
        }

        return string.Equals(root.At("status", "currentRevision").AsText() ?? "", root.At("status", "updateRevision").AsText() ?? "", StringComparison.Ordinal)
            ? HealthResult.Current($"All replicas scheduled as expected. Replicas: {replicas}")
            : HealthResult.InProgress("Waiting for updated revision to match current");
    }
}
