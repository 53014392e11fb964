using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>What reading an object into its Go type does to it: unknown fields vanish and wrong types are errors.</summary>
public static class TypedObjects
{
    /// <summary>Removes fields the type does not know from the tree itself.</summary>
    /// <returns>Paths of what was removed, sorted, for example <c>spec.foo</c> and <c>spec.list[0].bar</c>.</returns>
    public static IReadOnlyList<string> Prune(JsonObject resource, TypeSchema type)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        return SchemaPruning.Prune(resource, type);
    }

    /// <summary>
    /// Adds to the tree itself what writing a Go struct always writes: structs held by value as <c>{}</c>, required lists and
    /// pointers as null, required scalars as their zero value.
    /// </summary>
    /// <returns>Paths of what was added, in the order of the tree.</returns>
    public static IReadOnlyList<string> AddZeroValues(JsonObject resource, TypeSchema type)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        var added = new List<string>();
        ZeroValues.Add(resource, type, "", added);
        return added;
    }

    /// <summary>Checks that every value has the shape of its type.</summary>
    /// <returns>The first mismatch in the words of Go's JSON decoder, null when there is none.</returns>
    public static string? CheckTypes(JsonObject resource, TypeSchema type)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        return Check(resource, type, new Place("", ""));
    }

    private static string? Check(JsonNode? value, TypeSchema type, Place place)
    {
        if (value is null || type.Kind == SchemaKind.Any)
        {
            return null;
        }

        var kind = value.GetValueKind();
        switch (type.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map:
                return value is JsonObject map ? CheckFields(map, type, place) : place.Mismatch(value, type);
            case SchemaKind.List:
                return value is JsonArray list
                    ? list.Select(item => Check(item, type.Element ?? TypeSchema.Any, place)).FirstOrDefault(problem => problem is not null)
                    : place.Mismatch(value, type);
            case SchemaKind.String:
                return kind == JsonValueKind.String ? null : place.Mismatch(value, type);
            case SchemaKind.Integer:
                return value.AsInteger() is { } number && (type.Format != "int32" || number is >= int.MinValue and <= int.MaxValue)
                    ? null
                    : place.Mismatch(value, type);
            case SchemaKind.Number:
                return kind == JsonValueKind.Number ? null : place.Mismatch(value, type);
            case SchemaKind.Boolean:
                return kind is JsonValueKind.True or JsonValueKind.False ? null : place.Mismatch(value, type);
            default:
                return kind is JsonValueKind.String or JsonValueKind.Number ? null : place.Mismatch(value, type);
        }
    }

    private static string? CheckFields(JsonObject map, TypeSchema type, Place place)
    {
        foreach (var (key, child) in map)
        {
            if (type.Child(key) is not { } childType)
            {
                continue;
            }

            // Go names the innermost struct and the path of field names; keys of maps and indexes are no part of it.
            var childPlace = type.Kind == SchemaKind.Map ? place : new Place(GoTypes.StructName(type), place.Path.Length == 0 ? key : $"{place.Path}.{key}");
            if (Check(child, childType, childPlace) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private readonly record struct Place(string Struct, string Path)
    {
        public string Mismatch(JsonNode value, TypeSchema type) => Path.Length == 0
            ? $"json: cannot unmarshal {GoTypes.ValueName(value, type)} into Go value of type {GoTypes.TypeName(type)}"
            : $"json: cannot unmarshal {GoTypes.ValueName(value, type)} into Go struct field {Struct}.{Path} of type {GoTypes.TypeName(type)}";
    }
}
