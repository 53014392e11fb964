using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>Short ways to the objects the tests are about.</summary>
internal static class Sample
{
    public static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);

    public static readonly ApiResource Deployments = new("apps", "v1", "Deployment", "deployments", true);

    public static readonly ApiResource Namespaces = new("", "v1", "Namespace", "namespaces", false);

    public const string Collection = "GET /api/v1/namespaces/default/configmaps";

    public static KubernetesClient Connect(this ScriptedServer server, TimeProvider? time = null, ILoggerFactory? logs = null) =>
        new(new ClusterConfig { Server = server.Url }, time, logs);

    public static Unstructured ConfigMap(string name) => new(ConfigMaps.Gvk, "default", name);

    /// <summary>An object as built-in lists carry it: without its type.</summary>
    public static string Item(string name, int version) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","resourceVersion":"{{{version}}}","managedFields":[{"manager":"kubectl"}],"labels":{"a":"b"}},"data":{"k":"v"}}""";

    /// <summary>An object as watches carry it.</summary>
    public static string Object(string name, int version) =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{{name}}}","namespace":"default","resourceVersion":"{{{version}}}"}}""";

    public static string Bookmark(int version) =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"}}""";

    public static string List(int version, string? next, params string[] items) =>
        $$$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"{{{(next is null ? "" : $",\"continue\":\"{next}\",\"remainingItemCount\":7")}}}},"items":[{{{string.Join(',', items)}}}]}""";

    public static string Status(int code, string reason, string message, JsonObject? details = null) =>
        new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
            ["details"] = details,
            ["code"] = code,
        }.ToJsonString();

    public static string Expired => Status(410, "Expired", "The provided continue parameter is too old");
}
