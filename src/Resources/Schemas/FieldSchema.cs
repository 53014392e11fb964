using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>A named field of an object type.</summary>
public sealed class FieldSchema
{
    private readonly Func<TypeSchema>? _resolve;
    private TypeSchema? _type;

    /// <summary>Describes a field whose type is known.</summary>
    public FieldSchema(string name, TypeSchema type)
    {
        Name = name;
        _type = type;
    }

    /// <summary>Describes a field whose type is looked up at first use, so that types may refer to themselves.</summary>
    internal FieldSchema(string name, Func<TypeSchema> resolve)
    {
        Name = name;
        _resolve = resolve;
    }

    /// <summary>JSON name.</summary>
    public string Name { get; }

    /// <summary>Type of the value, with what the field itself says about merging already applied.</summary>
    public TypeSchema Type => _type ??= _resolve!();

    /// <summary>True when an object without this field is invalid.</summary>
    public bool Required { get; init; }

    /// <summary>Value taken when the field is absent; null when there is none. Never change it, clone it to use it.</summary>
    /// <remarks>For built-in kinds this is what OpenAPI says; API servers default more than that in code.</remarks>
    public JsonNode? Default { get; init; }

    /// <summary>
    /// True when the Go struct holds the field by value and always writes it: an absent field means its empty value
    /// (<c>{}</c>, null, zero). Never so in custom resources.
    /// </summary>
    public bool AlwaysPresent { get; init; }

    /// <summary>How a strategic merge patch treats the field; null means it replaces lists and merges objects.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary>Key by which a strategic merge patch matches list items; null when it has none.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>True when <see cref="PatchStrategy"/> names the strategy, alone or among others (<c>merge,retainKeys</c>).</summary>
    public bool HasPatchStrategy(string strategy) =>
        PatchStrategy is { } all && (all == strategy || Array.IndexOf(all.Split(','), strategy) >= 0);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
