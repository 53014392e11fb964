using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>Rules of the kinds whose status is one or two fields.</summary>
internal static class SimpleRules
{
    public static HealthResult AlwaysCurrent { get; } = HealthResult.Current("Resource is always ready");

    public static HealthResult PodDisruptionBudget { get; } = HealthResult.Current("AllowedDisruptions has been computed.");

    // The addresses of a load balancer are not waited for: many clusters never assign one.
    public static HealthResult Service(JsonObject root) =>
        root.At("spec", "type").AsText() is "LoadBalancer" && string.IsNullOrEmpty(root.At("spec", "clusterIP").AsText())
            ? HealthResult.InProgress("ClusterIP not set. Service type: LoadBalancer")
            : HealthResult.Current("Service is ready");

    public static HealthResult PersistentVolumeClaim(JsonObject root) =>
        root.At("status", "phase").AsText() is var phase && phase is "Bound"
            ? HealthResult.Current("PVC is Bound")
            : HealthResult.InProgress($"PVC is not Bound. phase: {phase ?? "unknown"}");

    public static HealthResult CustomResourceDefinition(JsonObject root)
    {
        foreach (var condition in root.Conditions())
        {
            switch (condition)
            {
                case { Type: "NamesAccepted", Status: "False" }:
                case { Type: "Established", Status: "False", Reason: not "Installing" }:
                    return HealthResult.Failed(condition.Message);
                case { Type: "Established", Status: "True" }:
                    return HealthResult.Current("CRD is established");
            }
        }

        return HealthResult.InProgress("Install in progress");
    }

    /// <summary>A job counts when it is done, not when it has begun; a suspended one waits for nobody.</summary>
    public static HealthResult Job(JsonObject root)
    {
        if (root.At("spec") is JsonObject spec && spec.GetBoolean("suspend") is true)
        {
            return HealthResult.Current("Job is suspended");
        }

        foreach (var condition in root.Conditions())
        {
            switch (condition)
            {
                case { Type: "Complete", Status: "True" }:
                    return HealthResult.Current("Job Completed");
                case { Type: "Failed", Status: "True" }:
                    return HealthResult.Failed($"Job Failed. {condition.Message}".TrimEnd());
            }
        }

        return HealthResult.InProgress(root.At("status", "startTime") is null ? "Job not started" : "Job in progress");
    }
}
