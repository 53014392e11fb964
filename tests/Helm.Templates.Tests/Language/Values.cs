using System.Text.Json;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Tests.Language;

/// <summary>Template values out of JSON, numbers being float64 as Helm reads them.</summary>
internal static class Values
{
    public static object? FromJson(string json) => FromJson(JsonDocument.Parse(json).RootElement);

    public static object? FromJson(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new GoMap();
                foreach (var property in element.EnumerateObject())
                {
                    map[property.Name] = FromJson(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return new GoList(element.EnumerateArray().Select(FromJson));
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.GetDouble();
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            default:
                return null;
        }
    }
}
