using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Keeps <c>metadata.managedFields</c> of one served kind, and merges server-side apply patches by it.</summary>
/// <param name="gvk">Kind and version of the request.</param>
/// <param name="types">Type of the kind in a version; null for a version that is not served. Values inside that have no type merge by what they look like.</param>
/// <param name="convert">Turns an object into another version; null when versions differ in nothing but their name.</param>
internal sealed class FieldManager(
    GroupVersionKind gvk,
    Func<string, TypeSchema?> types,
    Func<JsonObject, string, JsonObject>? convert = null)
{
    /// <summary>Fields that a request through this (sub)resource neither sets nor owns, as paths like <c>["status"]</c>, by apiVersion.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ResetFields { get; init; } = [];

    /// <summary>Subresource of the request, empty for the resource itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Merges an apply patch.</summary>
    /// <param name="live">The stored object in the request's version; null when it is to be created.</param>
    /// <param name="applied">What was sent.</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="force">Take fields over from others.</param>
    /// <param name="now">Time of the request.</param>
    /// <returns>The new object with managedFields; <paramref name="live"/> itself when nothing changes.</returns>
    /// <exception cref="ApplyConflictException">Fields belong to others with other values.</exception>
    /// <exception cref="FieldManagementException">The patch does not fit the type.</exception>
    public JsonObject Apply(JsonObject? live, JsonObject applied, string manager, bool force, DateTimeOffset now) =>
        throw new NotSupportedException($"{gvk} {types(gvk.ApiVersion)} {convert is null}");

    /// <summary>Records who changed what in a create, replace or patch; sets managedFields of <paramref name="updated"/> itself.</summary>
    /// <param name="live">The stored object; null on create.</param>
    /// <param name="updated">The object about to be stored, managedFields as the client sent them (an empty list, or a list with one empty entry, resets them).</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="now">Time of the request.</param>
    public void Update(JsonObject? live, JsonObject updated, string manager, DateTimeOffset now) =>
        throw new NotSupportedException();
}
