using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Serving;

/// <summary>An object as its Scale.</summary>
internal sealed class ScaleView(ServedVersion target, ScalePaths paths)
{
    public JsonObject Read(JsonObject tree)
    {
        var metadata = (JsonObject)tree["metadata"]!;
        var scaleMetadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (metadata[name] is { } value)
            {
                scaleMetadata[name] = value.DeepClone();
            }
        }

        var spec = new JsonObject();
        if (At(tree, paths.SpecReplicas) is { } replicas)
        {
            spec["replicas"] = replicas.DeepClone();
        }

        var status = new JsonObject { ["replicas"] = At(tree, paths.StatusReplicas).AsInteger() ?? 0 };
        var selector = target.Resource.IsCustom ? paths.LabelSelector is { } path ? At(tree, path).AsText() : null : Selector(tree.At("spec", "selector") as JsonObject);
        if (!string.IsNullOrEmpty(selector))
        {
            status["selector"] = selector;
        }

        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = scaleMetadata, ["spec"] = spec, ["status"] = status };
    }

    /// <summary>What was sent, if it is a scale of this object.</summary>
    public JsonObject Accept(JsonObject body, string name)
    {
        if (!target.Resource.IsCustom && (body.GetText("kind") ?? "Scale") is var kind && kind != "Scale")
        {
            var version = (body.GetText("apiVersion") ?? "").Split('/')[^1];
            throw ApiErrors.BadRequest($"{kind} in version \"{version}\" cannot be handled as a Scale: converting ({version}.{kind}) to (autoscaling.Scale): unknown conversion");
        }

        return body["metadata"].At("name").AsText() is { Length: > 0 }
            ? body
            : throw ApiErrors.BadRequest($"the name of the object ({name} based on URL) was undeterminable: name must be provided");
    }

    /// <summary>Takes the wanted replicas, and the resource version as a condition, over into the object.</summary>
    public void Write(JsonObject tree, JsonObject scale)
    {
        var replicas = scale.At("spec", "replicas").AsInteger() ?? 0;
        if (replicas < 0)
        {
            var errors = new FieldErrors();
            errors.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0");
            errors.ThrowIfAny(new GroupKind("autoscaling", "Scale"), tree["metadata"].At("name").AsText() ?? "");
        }

        var steps = paths.SpecReplicas.Trim('.').Split('.');
        var parent = steps[..^1].Aggregate(tree, static (node, key) => node.EnsureObject(key));
        parent[steps[^1]] = replicas;
        if (scale["metadata"].At("resourceVersion").AsText() is { Length: > 0 } version)
        {
            tree.EnsureObject("metadata")["resourceVersion"] = version;
        }
    }

    private static JsonNode? At(JsonObject tree, string path) => tree.At(path.Trim('.').Split('.'));

    private static string? Selector(JsonObject? selector)
    {
        var labels = selector?["matchLabels"] as JsonObject ?? (selector?["matchExpressions"] is null ? selector : null);
        return labels is null ? null : string.Join(',', labels.Where(static l => l.Value.AsText() is not null).OrderBy(static l => l.Key, StringComparer.Ordinal).Select(static l => $"{l.Key}={l.Value.AsText()}"));
    }
}
