using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>What reading an object into its Go type does to it: unknown fields vanish and wrong types are errors.</summary>
public static class TypedObjects
{
    /// <summary>Removes fields the type does not know from the tree itself.</summary>
    /// <returns>Paths of what was removed, for example <c>spec.foo</c> and <c>spec.list[0].bar</c>.</returns>
    public static IReadOnlyList<string> Prune(JsonObject resource, TypeSchema type) => throw new NotSupportedException();

    /// <summary>Checks that every value has the shape of its type; the first mismatch in the words of Go's JSON decoder, null when there is none.</summary>
    public static string? CheckTypes(JsonObject resource, TypeSchema type) => throw new NotSupportedException();
}
