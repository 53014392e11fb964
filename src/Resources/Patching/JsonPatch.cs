using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>JSON Patch (RFC 6902).</summary>
public static class JsonPatch
{
    /// <summary>Applies operations in order to a copy of a document; all or nothing.</summary>
    /// <exception cref="PatchException">An operation is malformed or does not fit.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonArray operations) => throw new NotSupportedException();
}
