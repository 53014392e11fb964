using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Builtins;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>Cells of pods, of what makes pods, and of services.</summary>
internal static class WorkloadColumns
{
    private const string None = "<none>";

    public static JsonNode?[] Pod(JsonObject tree, DateTimeOffset now)
    {
        var statuses = tree.Child("status").Items("containerStatuses").ToList();
        var phase = tree["metadata"].At("deletionTimestamp") is not null ? "Terminating" : tree.At("status", "reason").AsText() ?? tree.At("status", "phase").AsText() ?? "Unknown";
        return
        [
            BuiltinColumns.Name(tree), $"{statuses.Count(static s => s.GetBoolean("ready") == true)}/{tree.Child("spec").Items("containers").Count()}", phase,
            statuses.Sum(static s => s.GetInteger("restartCount") ?? 0).ToString(), BuiltinColumns.AgeOf(tree, now),
            tree.At("status", "podIP") ?? None, tree.At("spec", "nodeName") ?? None, tree.At("status", "nominatedNodeName") ?? None, None,
        ];
    }

    public static JsonNode?[] Deployment(JsonObject tree, DateTimeOffset now) =>
    [
        BuiltinColumns.Name(tree), $"{Status(tree, "readyReplicas")}/{Replicas(tree)}", Status(tree, "updatedReplicas"), Status(tree, "availableReplicas"), BuiltinColumns.AgeOf(tree, now),
        .. Containers(tree), Selector(tree),
    ];

    public static JsonNode?[] ReplicaSet(JsonObject tree, DateTimeOffset now) =>
        [BuiltinColumns.Name(tree), Replicas(tree), Status(tree, "replicas"), Status(tree, "readyReplicas"), BuiltinColumns.AgeOf(tree, now), .. Containers(tree), Selector(tree)];

    public static JsonNode?[] StatefulSet(JsonObject tree, DateTimeOffset now) =>
        [BuiltinColumns.Name(tree), $"{Status(tree, "readyReplicas")}/{Replicas(tree)}", BuiltinColumns.AgeOf(tree, now), .. Containers(tree)];

    public static JsonNode?[] DaemonSet(JsonObject tree, DateTimeOffset now) =>
    [
        BuiltinColumns.Name(tree), Status(tree, "desiredNumberScheduled"), Status(tree, "currentNumberScheduled"), Status(tree, "numberReady"), Status(tree, "updatedNumberScheduled"),
        Status(tree, "numberAvailable"), BuiltinColumns.Pairs(tree.At("spec", "template", "spec", "nodeSelector"), "="), BuiltinColumns.AgeOf(tree, now), .. Containers(tree), Selector(tree),
    ];

    public static JsonNode?[] Job(JsonObject tree, DateTimeOffset now)
    {
        var conditions = tree.Child("status").Items("conditions").Where(static c => c.GetText("status") == "True").Select(static c => c.GetText("type")).ToList();
        var status = conditions.Contains("Complete", StringComparer.Ordinal) ? "Complete" : conditions.Contains("Failed", StringComparer.Ordinal) ? "Failed" : conditions.Contains("Suspended", StringComparer.Ordinal) ? "Suspended" : "Running";
        var start = tree.At("status", "startTime").AsText();
        var end = tree.At("status", "completionTime").AsText();
        var duration = start is null ? "" : end is not null && DateTimeOffset.TryParse(end, out var finished) ? Age.Since(start, finished) : Age.Since(start, now);
        return
        [
            BuiltinColumns.Name(tree), status, $"{Status(tree, "succeeded")}/{tree.At("spec", "completions").AsInteger() ?? 1}", duration, BuiltinColumns.AgeOf(tree, now),
            .. Containers(tree), Selector(tree),
        ];
    }

    public static JsonNode?[] CronJob(JsonObject tree, DateTimeOffset now) =>
    [
        BuiltinColumns.Name(tree), tree.At("spec", "schedule"), tree.At("spec", "timeZone") ?? None, tree.At("spec", "suspend").AsBoolean() ? "True" : "False", tree.Child("status").Items("active").Count(),
        tree.At("status", "lastScheduleTime").AsText() is { } last ? Age.Since(last, now) : None, BuiltinColumns.AgeOf(tree, now), .. Containers(tree.Child("spec").Child("jobTemplate") ?? []), None,
    ];

    public static JsonNode?[] Service(JsonObject tree, DateTimeOffset now)
    {
        var spec = tree.Child("spec") ?? [];
        var ports = spec.Items("ports").Select(static p => $"{p.GetInteger("port")}{(p.GetInteger("nodePort") is > 0 and { } node ? $":{node}" : "")}/{p.GetText("protocol")}");
        var external = spec.GetText("type") switch
        {
            "LoadBalancer" => string.Join(',', tree.Child("status").Child("loadBalancer").Items("ingress").Select(static i => i.GetText("ip") ?? i.GetText("hostname") ?? "")) is { Length: > 0 } addresses ? addresses : "<pending>",
            "ExternalName" => spec.GetText("externalName") ?? "",
            _ => None,
        };
        return
        [
            BuiltinColumns.Name(tree), spec["type"], spec["clusterIP"] ?? None, external, BuiltinColumns.Joined(ports), BuiltinColumns.AgeOf(tree, now),
            BuiltinColumns.Pairs(spec["selector"], "="),
        ];
    }

    private static long Status(JsonObject tree, string field) => tree.At("status", field).AsInteger() ?? 0;

    private static long Replicas(JsonObject tree) => tree.At("spec", "replicas").AsInteger() ?? 1;

    private static bool AsBoolean(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private static JsonNode?[] Containers(JsonObject tree)
    {
        var containers = tree.Child("spec").Child("template").Child("spec").Items("containers").ToList();
        return [string.Join(',', containers.Select(static c => c.GetText("name"))), string.Join(',', containers.Select(static c => c.GetText("image")))];
    }

    private static string Selector(JsonObject tree) => BuiltinColumns.Pairs(tree.At("spec", "selector", "matchLabels"), "=");
}
