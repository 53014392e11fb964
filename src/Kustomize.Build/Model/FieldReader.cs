using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>
/// Reads a mapping into typed values. Field names are matched exactly first and without case second, as Go's JSON does;
/// null is the absence of a value.
/// </summary>
/// <param name="map">The mapping.</param>
/// <param name="file">File used in errors.</param>
/// <param name="path">Path of the mapping in the file, empty for the root.</param>
/// <param name="strict">True to refuse unknown fields and numbers where text is expected.</param>
internal sealed class FieldReader(JsonObject map, string? file, string path, bool strict)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string? File => file;

    public string Path => path;

    public bool Has(string name) => Find(name) is not null;

    public string Text(string name) => Find(name) is { } node ? AsText(node, name) : "";

    public bool Flag(string name)
    {
        var node = Find(name);
        return node switch
        {
            null => false,
            JsonValue value when value.TryGetValue(out bool flag) => flag,
            _ => throw Wrong(name, "a boolean", node),
        };
    }

    public long Number(string name)
    {
        var node = Find(name);
        return node is null ? 0
            : node.AsInteger() ?? (!strict && long.TryParse(Scalars.Text(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Wrong(name, "an integer", node));
    }

    public List<string> Texts(string name) =>
        Find(name) switch
        {
            null => [],
            JsonArray items => items.Select((item, i) => item is null ? "" : AsText(item, $"{name}[{i}]")).ToList(),
            var node => throw Wrong(name, "a list of strings", node),
        };

    /// <summary>A map of texts in key order; null when absent.</summary>
    public SortedDictionary<string, string>? TextMap(string name)
    {
        switch (Find(name))
        {
            case null:
                return null;
            case JsonObject entries:
                var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
                foreach (var (key, value) in entries)
                {
                    texts[key] = value is null ? "" : AsText(value, $"{name}.{key}");
                }

                return texts;
            case var node:
                throw Wrong(name, "a map of strings", node);
        }
    }

    public T? Object<T>(string name, Func<FieldReader, T> read)
        where T : class =>
        Find(name) switch
        {
            null => null,
            JsonObject child => Read(child, name, read),
            var node => throw Wrong(name, "an object", node),
        };

    public List<T> Objects<T>(string name, Func<FieldReader, T> read) =>
        Find(name) switch
        {
            null => [],
            JsonArray items => items.Select((item, i) => item switch
            {
                null => Read([], $"{name}[{i}]", read),
                JsonObject child => Read(child, $"{name}[{i}]", read),
                _ => throw Wrong($"{name}[{i}]", "an object", item),
            }).ToList(),
            var node => throw Wrong(name, "a list of objects", node),
        };

    /// <summary>Refuses fields nobody asked for, when strict.</summary>
    public void Finish()
    {
        if (!strict)
        {
            return;
        }

        foreach (var (key, _) in map)
        {
            if (!_known.Contains(key))
            {
                throw new KustomizeException($"unknown field \"{key}\"", file, At(key));
            }
        }
    }

    public KustomizeException Error(string name, string reason) => new(reason, file, At(name));

    private T Read<T>(JsonObject child, string name, Func<FieldReader, T> read)
    {
        var reader = new FieldReader(child, file, At(name), strict);
        var value = read(reader);
        reader.Finish();
        return value;
    }

    private JsonNode? Find(string name)
    {
        _known.Add(name);
        if (map.TryGetPropertyValue(name, out var node))
        {
            return node;
        }

        foreach (var (key, value) in map)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    private string AsText(JsonNode node, string name) =>
        node.AsText() ?? (strict || node is not JsonValue ? throw Wrong(name, "a string", node) : Scalars.Text(node));

    private KustomizeException Wrong(string name, string expected, JsonNode node) =>
        new($"{expected} is expected, but it is {Describe(node)}", file, At(name));

    private static string Describe(JsonNode node) => node switch
    {
        JsonObject => "a mapping",
        JsonArray => "a list",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            _ => "a string",
        },
    };

    private string At(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
