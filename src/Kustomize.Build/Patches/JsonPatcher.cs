using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>JSON Patch (RFC 6902) with the rules of the library kustomize uses: negative list indices count from the end.</summary>
internal sealed class JsonPatcher
{
    private readonly List<Operation> _operations;

    private JsonPatcher(List<Operation> operations)
    {
        _operations = operations;
    }

    public int Count => _operations.Count;

    /// <summary>Reads operations in YAML or JSON; null when the text is something else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">Caps on the text.</param>
    /// <param name="problem">Why it is something else.</param>
    public static JsonPatcher? TryParse(string text, YamlLimits limits, out string problem)
    {
        problem = "";
        JsonNode? root;
        try
        {
            var documents = YamlReader.ReadDocuments(text, null, limits);
            root = documents.Count == 0 ? null : documents[0];
        }
        catch (YamlException e)
        {
            problem = e.Reason;
            return null;
        }

        switch (root)
        {
            case null:
                return new JsonPatcher([]);
            case JsonArray items when items.All(i => i is JsonObject):
                return new JsonPatcher(items.Select(i => Operation.Read((JsonObject)i!)).ToList());
            default:
                problem = "a list of operations is expected";
                return null;
        }
    }

    /// <summary>Applies all operations to a copy.</summary>
    public JsonNode? Apply(JsonNode document)
    {
        var root = document.DeepClone();
        foreach (var operation in _operations)
        {
            root = operation.Apply(root);
        }

        return root;
    }

    private sealed record Operation(string Name, string Path, string From, bool HasValue, JsonNode? Value)
    {
        public static Operation Read(JsonObject map) => new(
            map.GetText("op") ?? "", map.GetText("path") ?? "", map.GetText("from") ?? "", map.ContainsKey("value"), map["value"]);

        public JsonNode? Apply(JsonNode? root)
        {
            switch (Name)
            {
                case "add":
                    return Add(root, Path, Value?.DeepClone());
                case "remove":
                    return Remove(root, Path, out _);
                case "replace":
                    return Replace(root);
                case "move":
                    root = Remove(root, From, out var moved);
                    return Add(root, Path, moved);
                case "copy":
                    return Add(root, Path, Get(root, From)?.DeepClone());
                case "test":
                    return JsonNode.DeepEquals(Find(root, Path), Value) ? root : throw Fail("testing value failed");
                default:
                    throw Fail($"unexpected kind: {Name}");
            }
        }

        private JsonNode? Replace(JsonNode? root)
        {
            if (Path.Length == 0)
            {
                return Value?.DeepClone();
            }

            var (parent, key) = Parent(root, Path);
            switch (parent)
            {
                case JsonObject map when map.ContainsKey(key):
                    map[key] = Value?.DeepClone();
                    return root;
                case JsonArray items:
                    items[Index(items, key, items.Count - 1)] = Value?.DeepClone();
                    return root;
                default:
                    throw Fail("doc is missing key");
            }
        }

        private JsonNode? Add(JsonNode? root, string path, JsonNode? value)
        {
            if (path.Length == 0)
            {
                return value;
            }

            var (parent, key) = Parent(root, path);
            switch (parent)
            {
                case JsonObject map:
                    map[key] = value;
                    break;
                case JsonArray items when key == "-":
                    items.Add(value);
                    break;
                case JsonArray items:
                    items.Insert(Index(items, key, items.Count), value);
                    break;
                default:
                    throw Fail("doc is missing path");
            }

            return root;
        }

        private JsonNode? Remove(JsonNode? root, string path, out JsonNode? removed)
        {
            var (parent, key) = Parent(root, path);
            switch (parent)
            {
                case JsonObject map when map.TryGetPropertyValue(key, out removed):
                    map.Remove(key);
                    return root;
                case JsonArray items:
                    var index = Index(items, key, items.Count - 1);
                    removed = items[index];
                    items.RemoveAt(index);
                    return root;
                default:
                    throw Fail($"unable to remove nonexistent key: {key}");
            }
        }

        private JsonNode? Get(JsonNode? root, string path)
        {
            if (path.Length == 0)
            {
                return root;
            }

            var (parent, key) = Parent(root, path);
            return parent switch
            {
                JsonObject map when map.TryGetPropertyValue(key, out var value) => value,
                JsonArray items => items[Index(items, key, items.Count - 1)],
                _ => throw Fail("doc is missing path"),
            };
        }

        /// <summary>The value, or null when a test asks for one that is not there.</summary>
        private JsonNode? Find(JsonNode? root, string path)
        {
            try
            {
                return Get(root, path);
            }
            catch (KustomizeException) when (Value is null)
            {
                return null;
            }
        }

        private (JsonNode? Parent, string Key) Parent(JsonNode? root, string path)
        {
            if (!path.StartsWith('/'))
            {
                throw Fail("doc is missing path");
            }

            var parts = path[1..].Split('/');
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = parts[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            }

            var node = root;
            foreach (var part in parts.AsSpan(0, parts.Length - 1))
            {
                node = node switch
                {
                    JsonObject map => map[part],
                    JsonArray items => items[Index(items, part, items.Count - 1)],
                    _ => null,
                };
            }

            return node is null ? throw Fail("doc is missing path") : (node, parts[^1]);
        }

        private int Index(JsonArray items, string key, int last)
        {
            if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            {
                throw Fail($"'{key}' is not a list index");
            }

            index = index < 0 ? index + last + 1 : index;
            return index >= 0 && index <= last ? index : throw Fail($"index {key} is out of bounds of a list of {items.Count}");
        }

        private KustomizeException Fail(string reason) => new($"{Name} operation does not apply: {reason}: \"{Path}\"");
    }
}
