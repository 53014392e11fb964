using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>The annotation of client-side <c>kubectl apply</c>, and the way from it to server-side apply.</summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Only kubectl under its own name is moved over; any other field manager opts out.</summary>
    public static bool IsKubectl(string manager) => manager == "kubectl";

    /// <summary>Fields of the annotation that the object still has with the same values; null when there is no usable annotation.</summary>
    public static FieldSet? OwnedFields(JsonObject live, VersionedTypes types)
    {
        if (new Unstructured(live).Annotation(Annotation) is not { Length: > 0 } text || Parse(text) is not { } applied
            || applied.GetText("apiVersion") != types.Current)
        {
            return null;
        }

        var compare = TypedComparer.Compare(types.CurrentType, applied, live);
        return TypedFields.Of(types.CurrentType, applied).Except(compare.Modified).Except(compare.Added).Except(compare.Removed);
    }

    /// <summary>Keeps the annotation in step when kubectl applies server-side over it.</summary>
    public static void Refresh(JsonObject merged, JsonObject applied, string manager)
    {
        if (!IsKubectl(manager) || new Unstructured(merged).Annotation(Annotation) is not { Length: > 0 })
        {
            return;
        }

        var copy = (JsonObject)applied.DeepClone();
        if (copy.At("metadata", "annotations") is JsonObject annotations)
        {
            annotations.Remove(Annotation);
        }

        new Unstructured(merged).SetAnnotation(Annotation, Sorted(copy)!.ToJsonString() + "\n");
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
