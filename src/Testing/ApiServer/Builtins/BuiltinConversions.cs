using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Kinds that look different in two versions, or in two groups.</summary>
internal static class BuiltinConversions
{
    private static readonly (string Old, string New)[] EventFields =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"),
    ];

    public static VersionConversion? Find(GroupVersionKind gvk) => (gvk.Group, gvk.Kind) switch
    {
        ("autoscaling", "HorizontalPodAutoscaler") => Autoscaler,
        ("events.k8s.io", "Event") => Event,
        _ => null,
    };

    /// <summary>Version 1 knows one target, of CPU; the others travel in no field of it and are left out.</summary>
    private static JsonObject Autoscaler(JsonObject tree, string apiVersion)
    {
        if (tree.GetText("apiVersion") == apiVersion)
        {
            return tree;
        }

        tree["apiVersion"] = apiVersion;
        var spec = tree["spec"] as JsonObject;
        if (spec is null)
        {
            return tree;
        }

        if (apiVersion == "autoscaling/v1")
        {
            var cpu = (spec["metrics"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(static m => m.At("resource", "name").AsText() == "cpu");
            spec.Remove("metrics");
            spec.Remove("behavior");
            if (tree["status"] is JsonObject status)
            {
                status.Remove("currentMetrics");
                status.Remove("conditions");
                status.Default("currentReplicas", 0);
            }

            if (cpu?.At("resource", "target", "averageUtilization") is { } utilization)
            {
                spec["targetCPUUtilizationPercentage"] = utilization.DeepClone();
            }
        }
        else if (spec["targetCPUUtilizationPercentage"] is { } percentage)
        {
            spec.Remove("targetCPUUtilizationPercentage");
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percentage.DeepClone() } },
            });
        }

        return tree;
    }

    /// <summary>Events of both groups are the same objects under other field names.</summary>
    private static JsonObject Event(JsonObject tree, string apiVersion)
    {
        if (tree.GetText("apiVersion") == apiVersion)
        {
            return tree;
        }

        var toNew = apiVersion == "events.k8s.io/v1";
        var converted = new JsonObject();
        foreach (var (name, value) in tree)
        {
            if (toNew && name is "reportingComponent" or "reportingInstance" && value.AsText() is null or "")
            {
                continue;
            }

            var pair = Array.Find(EventFields, f => (toNew ? f.Old : f.New) == name);
            converted[pair.Old is null ? name : toNew ? pair.New : pair.Old] = value?.DeepClone();
        }

        converted["apiVersion"] = apiVersion;
        return converted;
    }
}
