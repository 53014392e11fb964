using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What is created where a dotted path is missing.</summary>
internal enum CreatedNode
{
    Nothing,
    Scalar,
    Mapping,
    Sequence,
}

/// <summary>
/// Paths of replacements: fields with dots between them, <c>[name=value]</c> and <c>[=value]</c> for items of lists,
/// numbers for positions, <c>*</c> for every item.
/// </summary>
internal static class DottedPath
{
    /// <summary>The one value at a path; false when it is missing.</summary>
    /// <exception cref="KustomizeException">The path does not fit the structure.</exception>
    public static bool TryLookup(JsonObject root, IReadOnlyList<string> path, out FieldSlot slot)
    {
        slot = default;
        JsonNode? node = root;
        var found = false;
        foreach (var part in path.Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            if (!TryStep(node, part, out slot))
            {
                return false;
            }

            node = slot.Value;
            found = true;
        }

        return found;
    }

    private static bool TryStep(JsonNode? node, string part, out FieldSlot slot)
    {
        slot = default;
        if (node is null)
        {
            return false;
        }

        if (part == "*")
        {
            throw new KustomizeException("wildcard is not supported in a path that must name one value");
        }

        var isIndex = int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index);
        if (isIndex || part == "-" || IsItem(part))
        {
            var items = node as JsonArray ?? throw new KustomizeException("wrong node kind: expected SequenceNode");
            index = isIndex ? index : part == "-" ? items.Count - 1 : IndexOf(items, part);
            if (index < 0 && isIndex)
            {
                throw new KustomizeException($"array index {index} cannot be negative");
            }

            if (index < 0 || index >= items.Count)
            {
                return false;
            }

            slot = new FieldSlot(items, index);
            return true;
        }

        var map = node as JsonObject ?? throw new KustomizeException("wrong node kind: expected MappingNode");
        slot = new FieldSlot(map, part);
        return map.ContainsKey(part);
    }

    private static int IndexOf(JsonArray items, string part)
    {
        var (field, value) = Item(part);
        for (var i = 0; i < items.Count; i++)
        {
            if (field.Length == 0 ? Scalars.Text(items[i]) == value : items[i] is JsonObject map && map.TryGetPropertyValue(field, out var own) && Scalars.Text(own) == value)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>All values at a path, created where asked for.</summary>
    /// <param name="root">Where to start.</param>
    /// <param name="path">The parts.</param>
    /// <param name="create">What to create at the end of the path.</param>
    /// <exception cref="KustomizeException">The path does not fit the structure.</exception>
    public static List<FieldSlot> Match(JsonNode root, IReadOnlyList<string> path, CreatedNode create)
    {
        var found = new List<FieldSlot>();
        Match(default, root, path, 0, create, found);
        return found;
    }

    private static void Match(FieldSlot slot, JsonNode? node, IReadOnlyList<string> path, int depth, CreatedNode create, List<FieldSlot> found)
    {
        if (depth == path.Count)
        {
            found.Add(slot);
            return;
        }

        var part = path[depth];
        if (node is JsonValue scalar)
        {
            // Fields of a document that a text holds can be read through it, not written.
            node = Scalars.IsText(scalar) && StructuredText.TryParse(Scalars.Text(scalar), out var inner) ? inner : throw new KustomizeException("wrong node kind: expected MappingNode");
        }

        if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            MatchIndex(Items(node), index, path, depth, create, found);
        }
        else if (IsItem(part))
        {
            MatchItems(Items(node), part, path, depth, create, found);
        }
        else if (part == "*")
        {
            var items = Items(node);
            for (var i = 0; i < items.Count; i++)
            {
                Match(new FieldSlot(items, i), items[i], path, depth + 1, create, found);
            }
        }
        else
        {
            MatchField(node, part, path, depth, create, found);
        }
    }

    private static void MatchField(JsonNode? node, string name, IReadOnlyList<string> path, int depth, CreatedNode create, List<FieldSlot> found)
    {
        if (node is null)
        {
            return;
        }

        var map = node as JsonObject ?? throw new KustomizeException("wrong node kind: expected MappingNode");
        if (!map.TryGetPropertyValue(name, out var value))
        {
            if (create == CreatedNode.Nothing)
            {
                return;
            }

            map[name] = value = New(path, depth + 1, create);
        }

        Match(new FieldSlot(map, name), value, path, depth + 1, create, found);
    }

    private static void MatchIndex(JsonArray items, int index, IReadOnlyList<string> path, int depth, CreatedNode create, List<FieldSlot> found)
    {
        if (index == items.Count && create != CreatedNode.Nothing)
        {
            items.Add(New(path, depth + 1, create));
        }

        if (index >= items.Count)
        {
            throw new KustomizeException($"index {index} specified but only {items.Count} elements found");
        }

        Match(new FieldSlot(items, index), items[index], path, depth + 1, create, found);
    }

    private static void MatchItems(JsonArray items, string part, IReadOnlyList<string> path, int depth, CreatedNode create, List<FieldSlot> found)
    {
        var (field, pattern) = Item(part);
        var regex = GoPattern.Compile(pattern, static reason => new KustomizeException(reason));
        var before = found.Count;
        VisitItems(items, field, regex, path, depth, create, found);
        if (found.Count > before || create == CreatedNode.Nothing)
        {
            return;
        }

        items.Add(field.Length == 0 ? Scalars.Plain(pattern) : new JsonObject { [field] = Scalars.Plain(pattern) });
        VisitItems(items, field, regex, path, depth, create, found);
    }

    private static void VisitItems(JsonArray items, string field, Regex regex, IReadOnlyList<string> path, int depth, CreatedNode create, List<FieldSlot> found)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (field.Length == 0)
            {
                if (regex.IsMatch(Scalars.Text(items[i])))
                {
                    found.Add(new FieldSlot(items, i));
                }
            }
            else if (items[i] is JsonObject map && map.TryGetPropertyValue(field, out var value) && regex.IsMatch(Scalars.Text(value)))
            {
                Match(new FieldSlot(items, i), map, path, depth + 1, create, found);
            }
        }
    }

    private static JsonNode? New(IReadOnlyList<string> path, int next, CreatedNode last)
    {
        if (next < path.Count)
        {
            return IsItem(path[next]) || int.TryParse(path[next], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? new JsonArray() : new JsonObject();
        }

        return last switch
        {
            CreatedNode.Mapping => new JsonObject(),
            CreatedNode.Sequence => new JsonArray(),
            // A scalar has no type before it has a value.
            _ => null,
        };
    }

    private static JsonArray Items(JsonNode? node) => node as JsonArray ?? throw new KustomizeException("wrong node kind: expected SequenceNode");

    private static bool IsItem(string part) => part.StartsWith('[') && part.EndsWith(']');

    private static (string Field, string Value) Item(string part)
    {
        var inner = part[1..^1];
        var equals = inner.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? throw new KustomizeException("list path element must contain fieldName=fieldValue for element to match")
            : (inner[..equals], inner[(equals + 1)..]);
    }
}
