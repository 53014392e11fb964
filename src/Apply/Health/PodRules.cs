using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>Rules of Pods, and of the controllers that fail with their Pods.</summary>
internal static class PodRules
{
    private static readonly TimeSpan SchedulingWindow = TimeSpan.FromSeconds(15);

    public static HealthResult Evaluate(JsonObject root, DateTimeOffset now)
    {
        var phase = root.At("status", "phase").AsText() ?? "";
        switch (phase)
        {
            case "Succeeded":
                return HealthResult.Current("Pod has completed successfully");
            case "Failed":
                return HealthResult.Current("Pod has completed, but not successfully");
            case "Running" when root.Conditions().Any(static condition => condition is { Type: "Ready", Status: "True" }):
                return HealthResult.Current("Pod is Ready");
            case "Running":
                var crashing = string.Join(',', CrashLoopingContainers(root));
                return crashing.Length > 0
                    ? HealthResult.Failed($"Containers in CrashLoop state: {crashing}")
                    : HealthResult.InProgress("Pod is running but is not Ready");
            case "Pending" when IsUnschedulable(root):
                return CreatedAt(root) is { } created && now - created < SchedulingWindow
                    ? HealthResult.InProgress("Pod has not been scheduled")
                    : HealthResult.Failed("Pod could not be scheduled");
            case "Pending":
                return HealthResult.InProgress("Pod is in the Pending phase");
            case "":
                return HealthResult.InProgress("Pod phase not available");
            default:
                return HealthResult.Unknown($"unknown phase {phase}");
        }
    }

    /// <summary>
    /// True when a controller should fail with this Pod. A Pod on its way out belongs to a rollout, and one that cannot be
    /// scheduled may be helped by a cluster that grows.
    /// </summary>
    public static bool FailsItsController(Unstructured pod, DateTimeOffset now) =>
        !pod.IsDeleting && !IsUnschedulable(pod.Root) && HealthRules.Evaluate(pod, now).Status == ObjectStatus.Failed;

    private static bool IsUnschedulable(JsonObject root) =>
        root.Conditions().Any(static condition => condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" });

    private static DateTimeOffset? CreatedAt(JsonObject root) =>
        DateTimeOffset.TryParse(root.At("metadata", "creationTimestamp").AsText(), CultureInfo.InvariantCulture, out var created) ? created : null;

    private static IEnumerable<string> CrashLoopingContainers(JsonObject root) =>
        root.At("status", "containerStatuses") is JsonArray statuses
            ? statuses.OfType<JsonObject>()
                .Where(static status => status.At("state", "waiting", "reason").AsText() is "CrashLoopBackOff")
                .Select(static status => status.GetText("name") ?? "")
            : [];
}
