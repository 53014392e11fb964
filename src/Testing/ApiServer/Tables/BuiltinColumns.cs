using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>The columns kubectl shows for built-in kinds; headings that start with a star are for wide output, with # or ? for numbers and booleans.</summary>
internal static class BuiltinColumns
{
    private const string None = "<none>";

    private delegate JsonNode?[] Cells(JsonObject tree, DateTimeOffset now);

    private static readonly Dictionary<GroupResource, KindColumns> ByResource = new()
    {
        [new("", "namespaces")] = Of("Name,Status,Age", static (t, now) => [Name(t), t.At("status", "phase"), AgeOf(t, now)]),
        [new("", "configmaps")] = Of("Name,Data,Age", static (t, now) => [Name(t), Count(t, "data") + Count(t, "binaryData"), AgeOf(t, now)]),
        [new("", "secrets")] = Of("Name,Type,Data,Age", static (t, now) => [Name(t), t["type"], Count(t, "data"), AgeOf(t, now)]),
        [new("", "serviceaccounts")] = Of("Name,Age", static (t, now) => [Name(t), AgeOf(t, now)]),
        [new("", "services")] = Of("Name,Type,Cluster-IP,External-IP,Port(s),Age,*Selector", WorkloadColumns.Service),
        [new("", "pods")] = Of("Name,Ready,Status,Restarts,Age,*IP,*Node,*Nominated Node,*Readiness Gates", WorkloadColumns.Pod),
        [new("", "events")] = Of("Last Seen,Type,Reason,Object,*Subobject,*Source,Message,*First Seen,*Count,*Name", Event),
        [new("", "nodes")] = Of("Name,Status,Roles,Age,Version", Node),
        [new("", "endpoints")] = Of("Name,Endpoints,Age", static (t, now) => [Name(t), None, AgeOf(t, now)]),
        [new("", "persistentvolumeclaims")] = Of("Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,*VolumeMode", Claim),
        [new("", "persistentvolumes")] = Of("Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age,*VolumeMode", Volume),
        [new("", "resourcequotas")] = Of("Name,Request,Limit,Age", static (t, now) => [Name(t), Quota(t, limits: false), Quota(t, limits: true), AgeOf(t, now)]),
        [new("apps", "deployments")] = Of("Name,Ready,Up-to-date,Available,Age,*Containers,*Images,*Selector", WorkloadColumns.Deployment),
        [new("apps", "replicasets")] = Of("Name,Desired,Current,Ready,Age,*Containers,*Images,*Selector", WorkloadColumns.ReplicaSet),
        [new("apps", "statefulsets")] = Of("Name,Ready,Age,*Containers,*Images", WorkloadColumns.StatefulSet),
        [new("apps", "daemonsets")] = Of("Name,#Desired,#Current,#Ready,#Up-to-date,#Available,Node Selector,Age,*Containers,*Images,*Selector", WorkloadColumns.DaemonSet),
        [new("batch", "jobs")] = Of("Name,Status,Completions,Duration,Age,*Containers,*Images,*Selector", WorkloadColumns.Job),
        [new("batch", "cronjobs")] = Of("Name,Schedule,Timezone,?Suspend,#Active,Last Schedule,Age,*Containers,*Images,*Selector", WorkloadColumns.CronJob),
        [new("autoscaling", "horizontalpodautoscalers")] = Of("Name,Reference,Targets,MinPods,MaxPods,Replicas,Age", Autoscaler),
        [new("networking.k8s.io", "ingresses")] = Of("Name,Class,Hosts,Address,Ports,Age", Ingress),
        [new("networking.k8s.io", "ingressclasses")] = Of("Name,Controller,Parameters,Age", static (t, now) => [Name(t), t.At("spec", "controller"), None, AgeOf(t, now)]),
        [new("networking.k8s.io", "networkpolicies")] = Of("Name,Pod-Selector,Age", static (t, now) => [Name(t), Pairs(t.At("spec", "podSelector", "matchLabels"), "="), AgeOf(t, now)]),
        [new("policy", "poddisruptionbudgets")] = Of("Name,Min Available,Max Unavailable,#Allowed Disruptions,Age", static (t, now) =>
            [Name(t), Plain(t.At("spec", "minAvailable")), Plain(t.At("spec", "maxUnavailable")), t.At("status", "disruptionsAllowed") ?? 0, AgeOf(t, now)]),
        [new("rbac.authorization.k8s.io", "rolebindings")] = Of("Name,Role,Age,*Users,*Groups,*ServiceAccounts", Binding),
        [new("rbac.authorization.k8s.io", "clusterrolebindings")] = Of("Name,Role,Age,*Users,*Groups,*ServiceAccounts", Binding),
        [new("storage.k8s.io", "storageclasses")] = Of("Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age", static (t, now) =>
            [Name(t), t["provisioner"], t["reclaimPolicy"], t["volumeBindingMode"], t.GetBoolean("allowVolumeExpansion") ?? false, AgeOf(t, now)]),
        [new("coordination.k8s.io", "leases")] = Of("Name,Holder,Age", static (t, now) => [Name(t), t.At("spec", "holderIdentity"), AgeOf(t, now)]),
        [new("scheduling.k8s.io", "priorityclasses")] = Of("Name,Value,Global-Default,Age,PreemptionPolicy", static (t, now) =>
            [Name(t), t["value"], t.GetBoolean("globalDefault") ?? false, AgeOf(t, now), t["preemptionPolicy"]]),
        [new("discovery.k8s.io", "endpointslices")] = Of("Name,AddressType,Ports,Endpoints,Age", static (t, now) =>
            [Name(t), t["addressType"], Joined(t.Items("ports").Select(static p => Plain(p["port"]))), Joined(t.Items("endpoints").SelectMany(static e => e["addresses"] as JsonArray ?? []).Select(static a => a.AsText() ?? "")), AgeOf(t, now)]),
        [new("admissionregistration.k8s.io", "validatingwebhookconfigurations")] = Of("Name,Webhooks,Age", static (t, now) => [Name(t), t.Items("webhooks").Count(), AgeOf(t, now)]),
        [new("admissionregistration.k8s.io", "mutatingwebhookconfigurations")] = Of("Name,Webhooks,Age", static (t, now) => [Name(t), t.Items("webhooks").Count(), AgeOf(t, now)]),
        [new("node.k8s.io", "runtimeclasses")] = Of("Name,Handler,Age", static (t, now) => [Name(t), t["handler"], AgeOf(t, now)]),
        [new("apiregistration.k8s.io", "apiservices")] = Of("Name,Service,Available,Age", static (t, now) => [Name(t), "Local", "True", AgeOf(t, now)]),
    };

    public static KindColumns Find(GroupResource resource) => ByResource.GetValueOrDefault(resource, KindColumns.Standard);

    internal static JsonNode? Name(JsonObject tree) => tree["metadata"].At("name");

    internal static JsonNode AgeOf(JsonObject tree, DateTimeOffset now) => Age.Since(tree["metadata"].At("creationTimestamp").AsText(), now);

    /// <summary>Labels as kubectl shows them.</summary>
    internal static string Pairs(JsonNode? map, string between) =>
        map is JsonObject { Count: > 0 } pairs ? string.Join(',', pairs.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(p => p.Key + between + Plain(p.Value))) : None;

    internal static string Joined(IEnumerable<string> texts) => string.Join(',', texts) is { Length: > 0 } joined ? joined : None;

    internal static string Plain(JsonNode? value) => value is null ? "N/A" : value.AsText() ?? value.ToJsonString();

    private static int Count(JsonObject tree, string key) => (tree[key] as JsonObject)?.Count ?? 0;

    private static KindColumns Of(string headings, Cells cells)
    {
        var columns = headings.Split(',').Select(static heading => heading switch
        {
            "Name" => TableColumn.Name,
            ['*', .. var wide] => new TableColumn(wide, "string", "", wide, 1),
            ['#', .. var number] => new TableColumn(number, "integer", "", number, 0),
            ['?', .. var flag] => new TableColumn(flag, "boolean", "", flag, 0),
            _ => new TableColumn(heading, "string", "", heading, 0),
        }).ToList();
        return new KindColumns(columns, (tree, now) => cells(tree, now));
    }

    private static JsonNode?[] Event(JsonObject tree, DateTimeOffset now)
    {
        var about = tree.Child("involvedObject");
        var last = tree.At("series", "lastObservedTime") ?? tree["lastTimestamp"] ?? tree["eventTime"];
        var source = tree.At("source", "component").AsText() ?? tree.GetText("reportingComponent") ?? "";
        return
        [
            Age.Since(last.AsText(), now), tree["type"], tree["reason"], $"{about?.GetText("kind")?.ToLowerInvariant()}/{about?.GetText("name")}", about?["fieldPath"] ?? "",
            source, tree.GetText("message")?.Trim() ?? "", Age.Since((tree["firstTimestamp"] ?? tree["eventTime"]).AsText(), now), tree["count"] ?? 1, Name(tree),
        ];
    }

    private static JsonNode?[] Node(JsonObject tree, DateTimeOffset now)
    {
        var ready = tree.Child("status").Items("conditions").FirstOrDefault(static c => c.GetText("type") == "Ready")?.GetText("status");
        return [Name(tree), ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" }, None, AgeOf(tree, now), tree.At("status", "nodeInfo", "kubeletVersion") ?? ""];
    }

    private static JsonNode?[] Claim(JsonObject tree, DateTimeOffset now) =>
    [
        Name(tree), tree.At("status", "phase"), tree.At("spec", "volumeName") ?? "", tree.At("status", "capacity", "storage") ?? "", Modes(tree.At("status", "accessModes")),
        tree.At("spec", "storageClassName") ?? "", "<unset>", AgeOf(tree, now), tree.At("spec", "volumeMode"),
    ];

    private static JsonNode?[] Volume(JsonObject tree, DateTimeOffset now)
    {
        var claim = tree.Child("spec").Child("claimRef");
        return
        [
            Name(tree), tree.At("spec", "capacity", "storage"), Modes(tree.At("spec", "accessModes")), tree.At("spec", "persistentVolumeReclaimPolicy"), tree.At("status", "phase"),
            claim is null ? "" : $"{claim.GetText("namespace")}/{claim.GetText("name")}", tree.At("spec", "storageClassName") ?? "", "<unset>", tree.At("status", "reason") ?? "", AgeOf(tree, now), tree.At("spec", "volumeMode"),
        ];
    }

    private static string Modes(JsonNode? modes) => modes is JsonArray list
        ? string.Join(',', list.Select(static m => m.AsText() switch { "ReadWriteOnce" => "RWO", "ReadOnlyMany" => "ROX", "ReadWriteMany" => "RWX", "ReadWriteOncePod" => "RWOP", _ => "" }))
        : "";

    private static JsonNode?[] Autoscaler(JsonObject tree, DateTimeOffset now) =>
    [
        Name(tree), $"{tree.At("spec", "scaleTargetRef", "kind").AsText()}/{tree.At("spec", "scaleTargetRef", "name").AsText()}", Targets(tree), Plain(tree.At("spec", "minReplicas")),
        tree.At("spec", "maxReplicas"), tree.At("status", "currentReplicas") ?? 0, AgeOf(tree, now),
    ];

    private static string Targets(JsonObject tree)
    {
        var targets = tree.Child("spec").Items("metrics").Select(static m => m.Child("resource")).OfType<JsonObject>()
            .Select(static r => r.At("target", "averageUtilization").AsInteger() is { } percent ? $"{r.GetText("name")}: <unknown>/{percent}%" : $"{r.GetText("name")}: <unknown>/{Plain(r.At("target", "averageValue"))}");
        return string.Join(", ", targets) is { Length: > 0 } text ? text : "<unknown>";
    }

    private static string Quota(JsonObject tree, bool limits)
    {
        var (hard, used) = (tree.At("status", "hard") as JsonObject ?? [], tree.At("status", "used") as JsonObject);
        return string.Join(", ", hard.Where(h => h.Key.StartsWith("limits.", StringComparison.Ordinal) == limits)
            .OrderBy(static h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {Plain(used?[h.Key] ?? "0")}/{Plain(h.Value)}"));
    }

    private static JsonNode?[] Ingress(JsonObject tree, DateTimeOffset now)
    {
        var spec = tree.Child("spec");
        var hosts = spec.Items("rules").Select(static r => r.GetText("host") ?? "").Where(static h => h.Length > 0);
        var addresses = tree.Child("status").Child("loadBalancer").Items("ingress").Select(static i => i.GetText("ip") ?? i.GetText("hostname") ?? "");
        return
        [
            Name(tree), spec?["ingressClassName"] ?? None, string.Join(',', hosts) is { Length: > 0 } joined ? joined : "*", string.Join(',', addresses),
            spec?["tls"] is null ? "80" : "80, 443", AgeOf(tree, now),
        ];
    }

    private static JsonNode?[] Binding(JsonObject tree, DateTimeOffset now)
    {
        string Subjects(string kind) => string.Join(", ", tree.Items("subjects").Where(s => s.GetText("kind") == kind).Select(static s => s.GetText("namespace") is { } ns ? $"{ns}/{s.GetText("name")}" : s.GetText("name")));

        return [Name(tree), $"{tree.At("roleRef", "kind").AsText()}/{tree.At("roleRef", "name").AsText()}", AgeOf(tree, now), Subjects("User"), Subjects("Group"), Subjects("ServiceAccount")];
    }
}
