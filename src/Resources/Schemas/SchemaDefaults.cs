using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Sets the defaults of a custom resource's schema.</summary>
internal static class SchemaDefaults
{
    /// <summary>Drops nulls that are no values, then fills in defaults, in the tree itself.</summary>
    public static void Apply(JsonObject value, TypeSchema type)
    {
        DropNulls(value, type);
        Fill(value, type);
    }

    private static void DropNulls(JsonNode? value, TypeSchema type)
    {
        switch (value)
        {
            case JsonObject map:
                List<string>? nulls = null;
                foreach (var (key, child) in map)
                {
                    if (type.Child(key) is not { } childType)
                    {
                        continue;
                    }

                    if (child is not null)
                    {
                        DropNulls(child, childType);
                    }
                    else if (!childType.Nullable && type.Field(key)?.Default is null)
                    {
                        (nulls ??= []).Add(key);
                    }
                }

                nulls?.ForEach(key => map.Remove(key));
                break;
            case JsonArray list when type.Element is { } item:
                foreach (var child in list)
                {
                    DropNulls(child, item);
                }

                break;
            default:
                break;
        }
    }

    private static void Fill(JsonNode? value, TypeSchema type)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (name, field) in type.Fields)
                {
                    if (field.Default is not null && (!map.TryGetPropertyValue(name, out var current) || (current is null && !field.Type.Nullable)))
                    {
                        map[name] = field.Default.DeepClone();
                    }
                }

                foreach (var (key, child) in map)
                {
                    if (child is JsonObject or JsonArray && type.Child(key) is { } childType)
                    {
                        Fill(child, childType);
                    }
                }

                break;
            case JsonArray list when type.Element is { } item:
                foreach (var child in list)
                {
                    Fill(child, item);
                }

                break;
            default:
                break;
        }
    }
}
