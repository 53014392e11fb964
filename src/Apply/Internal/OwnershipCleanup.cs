using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>
/// What has to go from a live object before an apply: leftovers of other tools in its metadata, and the field ownership of managers
/// the applier overrides, which is folded into the applier's own. Server-side apply removes a field only when its manager owned it.
/// </summary>
internal sealed class OwnershipCleanup(string fieldManager, IReadOnlyList<FieldManagerRule> overridden)
{
    private static readonly string[] Annotations =
    [
        "kubectl.kubernetes.io/last-applied-configuration", "kustomize.toolkit.fluxcd.io/checksum", "fluxcd.io/sync-checksum",
    ];

    private static readonly string[] Labels = ["fluxcd.io/sync-gc-mark"];

    /// <summary>The JSON patch that cleans the object, null when it is clean.</summary>
    public JsonArray? PatchFor(Unstructured live)
    {
        var patch = new JsonArray();
        AddRemovals(patch, live, "annotations", Annotations);
        AddRemovals(patch, live, "labels", Labels);
        if (FoldManagers(live.Metadata?["managedFields"] as JsonArray) is { } managedFields)
        {
            patch.Add((JsonNode)new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = managedFields });
        }

        return patch.Count == 0 ? null : patch;
    }

    /// <summary>The JSON patch that makes every manager's record speak of one API version, null when they all do.</summary>
    public static JsonArray? MigrationFor(Unstructured live, string apiVersion)
    {
        if (live.Metadata?["managedFields"] is not JsonArray entries
            || entries.OfType<JsonObject>().All(entry => string.Equals(entry.GetText("apiVersion"), apiVersion, StringComparison.Ordinal)))
        {
            return null;
        }

        var migrated = (JsonArray)entries.DeepClone();
        foreach (var entry in migrated.OfType<JsonObject>())
        {
            entry["apiVersion"] = apiVersion;
        }

        return [new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = migrated }];
    }

    private static void AddRemovals(JsonArray patch, Unstructured live, string section, string[] keys)
    {
        if (live.Metadata?[section] is not JsonObject map)
        {
            return;
        }

        foreach (var key in keys)
        {
            if (map.ContainsKey(key))
            {
                patch.Add((JsonNode)new JsonObject { ["op"] = "remove", ["path"] = $"/metadata/{section}/{key.Replace("/", "~1", StringComparison.Ordinal)}" });
            }
        }
    }

    private JsonArray? FoldManagers(JsonArray? entries)
    {
        if (entries is null || !entries.OfType<JsonObject>().Any(IsOverridden))
        {
            return null;
        }

        var own = entries.OfType<JsonObject>().LastOrDefault(IsOwn);
        var merged = (JsonObject?)own?.DeepClone();
        var folded = new JsonArray();
        foreach (var entry in entries.OfType<JsonObject>())
        {
            if (ReferenceEquals(entry, own))
            {
                continue;
            }

            if (!IsOverridden(entry))
            {
                folded.Add(entry.DeepClone());
            }
            else if (merged is null)
            {
                merged = (JsonObject)entry.DeepClone();
                merged["manager"] = fieldManager;
                merged["operation"] = FieldManagerRule.Apply;
            }
            else
            {
                merged["fieldsV1"] = FieldSets.Union(merged["fieldsV1"] as JsonObject, entry["fieldsV1"] as JsonObject);
            }
        }

        folded.Add((JsonNode?)merged);
        return folded;
    }

    private bool IsOwn(JsonObject entry) =>
        string.Equals(entry.GetText("manager"), fieldManager, StringComparison.Ordinal)
        && string.Equals(entry.GetText("operation"), FieldManagerRule.Apply, StringComparison.Ordinal);

    private bool IsOverridden(JsonObject entry)
    {
        if (!string.IsNullOrEmpty(entry.GetText("subresource")) || entry.GetText("manager") is not { } manager)
        {
            return false;
        }

        foreach (var rule in overridden)
        {
            if (string.Equals(entry.GetText("operation"), rule.Operation, StringComparison.Ordinal)
                && manager.StartsWith(rule.Prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
