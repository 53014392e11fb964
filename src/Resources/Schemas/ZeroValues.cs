using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Writes out the fields that Go writes whether they were set or not.</summary>
internal static class ZeroValues
{
    public static void Add(JsonNode? value, TypeSchema type, string path, List<string> added)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var field in type.AlwaysPresentFields)
                {
                    if (map.TryAdd(field.Name, field.Default?.DeepClone()))
                    {
                        added.Add(Join(path, field.Name));
                    }
                }

                foreach (var (key, child) in map)
                {
                    if (child is JsonObject or JsonArray && type.Child(key) is { } childType)
                    {
                        Add(child, childType, Join(path, key), added);
                    }
                }

                break;
            case JsonArray list when type.Element is { } item:
                for (var i = 0; i < list.Count; i++)
                {
                    Add(list[i], item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), added);
                }

                break;
            default:
                break;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
