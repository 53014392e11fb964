using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>A field selector: equality terms over the few fields a kind offers.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string Path, string Value, bool Equal)> _terms = [];
    private readonly ServedVersion _target;

    private FieldSelector(ServedVersion target) => _target = target;

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>The name every match must have, null when any name may match.</summary>
    public string? Name => _terms.FirstOrDefault(static t => t is { Path: "metadata.name", Equal: true }).Value;

    /// <exception cref="ApiStatusException">The text is no selector, or the kind does not offer a field.</exception>
    public static FieldSelector Parse(string text, ServedVersion target)
    {
        var selector = new FieldSelector(target);
        foreach (var term in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var unequal = term.IndexOf("!=", StringComparison.Ordinal);
            var at = unequal >= 0 ? unequal : term.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            }

            var path = term[..at];
            var value = term[(at + (unequal >= 0 ? 2 : 1))..];
            value = unequal < 0 && value.StartsWith('=') ? value[1..] : value;
            if (!SelectableFields.Offers(target, path))
            {
                throw ApiErrors.BadRequest(SelectableFields.HasOwn(target) ? $"field label not supported: {path}" : $"\"{path}\" is not a known field selector: only {string.Join(", ", SelectableFields.Of(target).Select(static f => $"\"{f}\""))}");
            }

            selector._terms.Add((path, value, unequal < 0));
        }

        return selector;
    }

    public bool Matches(StoredObject stored)
    {
        JsonObject? tree = null;
        foreach (var (path, value, equal) in _terms)
        {
            var actual = path switch
            {
                "metadata.name" => stored.Key.Name,
                "metadata.namespace" => stored.Key.Namespace,
                _ => SelectableFields.Value(tree ??= _target.Read(stored), path),
            };
            if (string.Equals(actual, value, StringComparison.Ordinal) != equal)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The fields by which a kind can be selected.</summary>
internal static class SelectableFields
{
    private static readonly Dictionary<GroupResource, string[]> ByResource = new()
    {
        [new("", "pods")] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"],
        [new("", "events")] =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        [new("events.k8s.io", "events")] = ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason", "type"],
        [new("", "secrets")] = ["type"],
        [new("", "namespaces")] = ["status.phase"],
        [new("", "nodes")] = ["spec.unschedulable"],
        [new("", "services")] = ["spec.clusterIP", "spec.type"],
        [new("", "replicationcontrollers")] = ["status.replicas"],
        [new("apps", "replicasets")] = ["status.replicas"],
        [new("batch", "jobs")] = ["status.successful"],
    };

    public static IEnumerable<string> Of(ServedVersion target) =>
        ["metadata.name", "metadata.namespace", .. ByResource.GetValueOrDefault(target.Resource.GroupResource, []), .. target.SelectableFields];

    /// <summary>True for a kind that offers more than name and namespace.</summary>
    public static bool HasOwn(ServedVersion target) => ByResource.ContainsKey(target.Resource.GroupResource);

    public static bool Offers(ServedVersion target, string path) => Of(target).Contains(path, StringComparer.Ordinal);

    public static string Value(JsonObject tree, string path)
    {
        var value = path switch
        {
            "source" => tree.At("source", "component") ?? tree["reportingComponent"],
            "status.successful" => tree.At("status", "succeeded"),
            _ => tree.At(path.Split('.')),
        };
        return value switch
        {
            null => path is "spec.unschedulable" or "spec.hostNetwork" ? "false" : path.EndsWith("replicas", StringComparison.Ordinal) || path == "status.successful" ? "0" : "",
            _ => value.AsText() ?? value.ToJsonString(),
        };
    }
}
