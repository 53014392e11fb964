using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Reads and writes <c>metadata.managedFields</c>.</summary>
internal static class ManagedFields
{
    private const string Key = "managedFields";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The list of an object, null when it has none.</summary>
    public static JsonArray? Of(JsonObject? resource) => (resource?["metadata"] as JsonObject)?[Key] as JsonArray;

    /// <summary>True when a client asks for a reset: an empty list, or a list with one empty entry.</summary>
    public static bool IsReset(JsonArray? list) =>
        list is { Count: 0 } || (list is { Count: 1 } && list[0] is null or JsonObject { Count: 0 });

    /// <exception cref="FormatException">An entry is malformed.</exception>
    public static Dictionary<ManagerKey, ManagedEntry> Read(JsonArray? list)
    {
        var managers = new Dictionary<ManagerKey, ManagedEntry>();
        for (var i = 0; i < (list?.Count ?? 0); i++)
        {
            var entry = list![i] as JsonObject ?? [];
            var apiVersion = entry.GetText("apiVersion") ?? "";
            var isApply = entry.GetText("operation") switch
            {
                "Apply" => true,
                "Update" => false,
                _ => throw new FormatException("operation must be `Apply` or `Update`"),
            };
            if (apiVersion.Length == 0)
            {
                throw new FormatException("apiVersion must not be empty");
            }

            if (entry.GetText("fieldsType") is var fieldsType && fieldsType != "FieldsV1")
            {
                var problem = string.IsNullOrEmpty(fieldsType) ? "missing fieldsType" : $"invalid fieldsType {GoFormat.Quote(fieldsType)}";
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{problem} in managed fields entry {i}"));
            }

            var key = new ManagerKey(entry.GetText("manager") ?? "", isApply, isApply ? "" : apiVersion, entry.GetText("subresource") ?? "");
            managers[key] = new ManagedEntry(apiVersion, FieldsV1.Read(entry["fieldsV1"] as JsonObject), ReadTime(entry.GetText("time")));
        }

        return managers;
    }

    /// <summary>Writes the list into an object, sorted; no managers, no list.</summary>
    public static void Write(JsonObject resource, Dictionary<ManagerKey, ManagedEntry> managers)
    {
        if (resource["metadata"] is not JsonObject metadata)
        {
            return;
        }

        if (managers.Count == 0)
        {
            metadata.Remove(Key);
            return;
        }

        var entries = managers
            .OrderBy(m => m.Key.IsApply ? 0 : 1)
            .ThenBy(m => m.Value.Time?.ToUnixTimeSeconds() ?? 0)
            .ThenBy(m => m.Key.Manager, StringComparer.Ordinal)
            .ThenBy(m => m.Value.ApiVersion, StringComparer.Ordinal)
            .ThenBy(m => m.Key.Subresource, StringComparer.Ordinal)
            .Select(m => (JsonNode?)Write(m.Key, m.Value));
        metadata[Key] = new JsonArray([.. entries]);
    }

    private static JsonObject Write(ManagerKey key, ManagedEntry entry)
    {
        var written = new JsonObject
        {
            ["manager"] = key.Manager,
            ["operation"] = key.IsApply ? "Apply" : "Update",
            ["apiVersion"] = entry.ApiVersion,
        };
        if (entry.Time is { } time)
        {
            written["time"] = time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        }

        written["fieldsType"] = "FieldsV1";
        written["fieldsV1"] = FieldsV1.Write(entry.Fields);
        if (key.Subresource.Length > 0)
        {
            written["subresource"] = key.Subresource;
        }

        return written;
    }

    private static DateTimeOffset? ReadTime(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : null;
}
