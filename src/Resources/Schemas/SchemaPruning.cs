using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Removes what a schema does not know.</summary>
internal sealed class SchemaPruning
{
    private readonly List<string> _removed = [];

    /// <summary>Prunes the tree itself; the paths of what went, sorted.</summary>
    public static IReadOnlyList<string> Prune(JsonObject value, TypeSchema type)
    {
        var pruning = new SchemaPruning();
        pruning.Prune(value, type, "");
        pruning._removed.Sort(StringComparer.Ordinal);
        return pruning._removed;
    }

    private void Prune(JsonNode? value, TypeSchema type, string path)
    {
        switch (value)
        {
            case JsonObject map when !Keeps(type):
                PruneFields(map, type, path);
                break;
            case JsonArray list when type.Element is { } item:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonObject or JsonArray)
                    {
                        Prune(list[i], item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>True for a value that nothing is known about, so nothing can be too much.</summary>
    private static bool Keeps(TypeSchema type) => type.Kind == SchemaKind.Any && type.Fields.Count == 0 && type.Element is null;

    private void PruneFields(JsonObject map, TypeSchema type, string path)
    {
        List<string>? unknown = null;
        foreach (var (key, value) in map)
        {
            if (type.Child(key) is { } child)
            {
                if (value is JsonObject or JsonArray)
                {
                    Prune(value, child, Join(path, key));
                }
            }
            else if (!type.PreserveUnknownFields)
            {
                (unknown ??= []).Add(key);
            }
        }

        foreach (var key in unknown ?? [])
        {
            _removed.Add(Join(path, key));
            map.Remove(key);
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
