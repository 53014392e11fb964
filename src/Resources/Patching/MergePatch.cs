using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>JSON Merge Patch (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>Applies a patch to a copy of a document: objects merge, null removes, everything else replaces.</summary>
    public static JsonNode? Apply(JsonNode? document, JsonNode? patch) => throw new NotSupportedException();

    /// <summary>The smallest patch that turns one object into another; empty when they are equal.</summary>
    /// <remarks>A merge patch cannot set a field to null, so a null in <paramref name="modified"/> counts as an absent field.</remarks>
    public static JsonObject Create(JsonObject original, JsonObject modified) => throw new NotSupportedException();
}
