using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Small steps that defaults are made of.</summary>
internal static class Trees
{
    /// <summary>Sets a value where there is none.</summary>
    public static void Default(this JsonObject tree, string key, JsonNode value)
    {
        if (!tree.TryGetPropertyValue(key, out var present) || present is null)
        {
            tree[key] = value;
        }
    }

    /// <summary>The objects of a list, none when there is no list.</summary>
    public static IEnumerable<JsonObject> Items(this JsonObject? tree, string key) => (tree?[key] as JsonArray)?.OfType<JsonObject>() ?? [];

    public static JsonObject? Child(this JsonObject? tree, string key) => tree?[key] as JsonObject;

    /// <summary>True when a field has been set on both sides and differs, or was set and is gone.</summary>
    public static bool Changed(this JsonObject tree, JsonObject old, params ReadOnlySpan<string> path) => !JsonNode.DeepEquals(((JsonNode)tree).At(path), ((JsonNode)old).At(path));
}
