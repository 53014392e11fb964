using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Checks that the items of sets and the keys of keyed lists are unique.</summary>
internal static class ListKeyValidation
{
    public static void Check(JsonNode? value, TypeSchema type, string path, List<FieldError> errors)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (key, child) in map)
                {
                    if (child is JsonObject or JsonArray && type.Child(key) is { } childType)
                    {
                        Check(child, childType, type.Kind == SchemaKind.Map ? $"{path}[{key}]" : path.Length == 0 ? key : $"{path}.{key}", errors);
                    }
                }

                break;
            case JsonArray list:
                CheckList(list, type, path, errors);
                break;
            default:
                break;
        }
    }

    private static void CheckList(JsonArray list, TypeSchema type, string path, List<FieldError> errors)
    {
        var seen = type.ListType == ListType.Atomic ? null : new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (seen is not null && Name(list[i], type) is { } name)
            {
                var text = name.ToJsonString();
                var times = seen[text] = seen.GetValueOrDefault(text) + 1;

                // The first repetition is reported, further ones are not.
                if (times == 2)
                {
                    errors.Add(new FieldError(FieldErrorReasons.Duplicate, place, FieldMessages.Duplicate(name)));
                }
            }

            if (type.Element is { } item)
            {
                Check(list[i], item, place, errors);
            }
        }
    }

    private static JsonNode? Name(JsonNode? item, TypeSchema type)
    {
        if (type.ListType == ListType.Set)
        {
            return item;
        }

        if (item is not JsonObject map)
        {
            return null;
        }

        var keys = new JsonObject();
        foreach (var key in type.ListKeys.Order(StringComparer.Ordinal))
        {
            if (map.TryGetPropertyValue(key, out var value))
            {
                keys[key] = value?.DeepClone();
            }
        }

        return keys;
    }
}
