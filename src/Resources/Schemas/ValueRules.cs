using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Value validations of OpenAPI v3 as custom resources use them. A null property is a rule that is not there.</summary>
public sealed class ValueRules
{
    /// <summary>The pattern as written, in RE2 syntax.</summary>
    public string? Pattern { get; init; }

    /// <summary>The pattern, compiled; null without one.</summary>
    public Regex? PatternRegex { get; init; }

    /// <summary>The only values allowed.</summary>
    public IReadOnlyList<JsonNode?>? Enum { get; init; }

    /// <summary>Least number.</summary>
    public double? Minimum { get; init; }

    /// <summary>True when the least number itself is not allowed.</summary>
    public bool ExclusiveMinimum { get; init; }

    /// <summary>Greatest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>True when the greatest number itself is not allowed.</summary>
    public bool ExclusiveMaximum { get; init; }

    /// <summary>The number must be a multiple of this.</summary>
    public double? MultipleOf { get; init; }

    /// <summary>Least characters of a string.</summary>
    public long? MinLength { get; init; }

    /// <summary>Most characters of a string.</summary>
    public long? MaxLength { get; init; }

    /// <summary>Least items of a list.</summary>
    public long? MinItems { get; init; }

    /// <summary>Most items of a list.</summary>
    public long? MaxItems { get; init; }

    /// <summary>True when the items of a list must differ.</summary>
    public bool UniqueItems { get; init; }

    /// <summary>Least keys of an object.</summary>
    public long? MinProperties { get; init; }

    /// <summary>Most keys of an object.</summary>
    public long? MaxProperties { get; init; }

    /// <summary>Fields required by a schema below a junctor (<c>oneOf</c> and its like); plain types say it on the field.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>All must hold.</summary>
    public IReadOnlyList<TypeSchema> AllOf { get; init; } = [];

    /// <summary>At least one must hold.</summary>
    public IReadOnlyList<TypeSchema> AnyOf { get; init; } = [];

    /// <summary>Exactly one must hold.</summary>
    public IReadOnlyList<TypeSchema> OneOf { get; init; } = [];

    /// <summary>Must not hold.</summary>
    public TypeSchema? Not { get; init; }

    /// <summary>Rules in Common Expression Language.</summary>
    public IReadOnlyList<CelRule> CelRules { get; init; } = [];

    /// <summary>True when nothing is said.</summary>
    internal bool IsEmpty =>
        Pattern is null && Enum is null && Minimum is null && Maximum is null && MultipleOf is null && MinLength is null && MaxLength is null
        && MinItems is null && MaxItems is null && !UniqueItems && MinProperties is null && MaxProperties is null && Required.Count == 0
        && AllOf.Count == 0 && AnyOf.Count == 0 && OneOf.Count == 0 && Not is null && CelRules.Count == 0;
}
