using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What is created at the end of a path that is missing.</summary>
internal enum CreatedField
{
    Nothing,
    Mapping,
    Scalar,
}

/// <summary>Walks the field a <see cref="FieldSpec"/> names in a resource, through all items of lists.</summary>
internal static class FieldWalker
{
    /// <summary>Visits the field wherever it is, creating it where the spec asks for it.</summary>
    /// <param name="resource">The resource; nothing happens when the spec is for other kinds.</param>
    /// <param name="spec">The field.</param>
    /// <param name="created">What to create.</param>
    /// <param name="visit">Gets the place of the value.</param>
    public static void Visit(Resource resource, FieldSpec spec, CreatedField created, Action<FieldSlot> visit)
    {
        if (resource.Gvk.IsSelectedBy(spec.Gvk))
        {
            VisitAnyKind(resource, spec, created, visit);
        }
    }

    /// <summary>Visits the field whatever the kind of the resource.</summary>
    public static void VisitAnyKind(Resource resource, FieldSpec spec, CreatedField created, Action<FieldSlot> visit)
    {
        try
        {
            VisitMap(resource.Root, spec, 0, created, visit);
        }
        catch (KustomizeException e)
        {
            throw new KustomizeException($"considering field '{spec.Path}' of object {resource.Id}: {e.Message}", inner: e);
        }
    }

    private static void VisitMap(JsonObject map, FieldSpec spec, int depth, CreatedField created, Action<FieldSlot> visit)
    {
        var segment = spec.Segments[depth];
        var isSequence = segment.EndsWith("[]", StringComparison.Ordinal);
        var name = isSequence ? segment[..^2] : segment;
        if (name.Length == 0)
        {
            throw new KustomizeException("cannot set or create an empty field name");
        }

        if (IsListStep(name))
        {
            throw new KustomizeException($"fieldName: {name}: {(name == "*" ? "a wildcard is not supported" : "an element of a list")} in a mapping");
        }

        var last = depth == spec.Segments.Count - 1;
        var create = spec.Create && created != CreatedField.Nothing && !isSequence;
        if (!map.TryGetPropertyValue(name, out var value))
        {
            if (!create)
            {
                return;
            }

            map[name] = null;
        }

        if (value is null)
        {
            if (isSequence)
            {
                map[name] = value = new JsonArray();
            }
            else if (create && (!last || created == CreatedField.Mapping))
            {
                map[name] = value = new JsonObject();
            }
            else if (!last)
            {
                return;
            }
        }

        if (last)
        {
            visit(new FieldSlot(map, name));
        }
        else
        {
            VisitNode(value, spec, depth + 1, created, visit);
        }
    }

    /// <summary>True for what names an element of a list; lists are passed over, so it can only meet a mapping.</summary>
    private static bool IsListStep(string name) =>
        name is "*" or "-" || name.StartsWith('[') && name.EndsWith(']') || int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static void VisitNode(JsonNode? node, FieldSpec spec, int depth, CreatedField created, Action<FieldSlot> visit)
    {
        switch (node)
        {
            case null:
                break;
            case JsonObject map:
                VisitMap(map, spec, depth, created, visit);
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    VisitNode(items[i], spec, depth, created, visit);
                }

                break;
            default:
                throw new KustomizeException("expected sequence or mapping node");
        }
    }
}
