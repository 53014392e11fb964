using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>The types of a kind in its versions, and how objects get from one version to another.</summary>
/// <param name="current">Version of the request.</param>
/// <param name="types">Type in a version; null for a version that is not served.</param>
/// <param name="convert">Turns an object into another version; null when versions differ in nothing but their name.</param>
internal sealed class VersionedTypes(string current, Func<string, TypeSchema?> types, Func<JsonObject, string, JsonObject>? convert)
{
    /// <summary>Version of the request.</summary>
    public string Current { get; } = current;

    /// <summary>Type in the version of the request.</summary>
    public TypeSchema CurrentType { get; } = types(current) ?? TypeSchema.Any;

    /// <summary>Type in a version; null when it is not served.</summary>
    public TypeSchema? Find(string version) => version == Current ? CurrentType : types(version);

    /// <summary>The object in a version; itself when nothing has to change.</summary>
    public JsonObject Convert(JsonObject resource, string from, string to) =>
        from == to || convert is null ? resource : convert(resource, to);
}
