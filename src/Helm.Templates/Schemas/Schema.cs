using GitOpsToolkit.Helm.Templates.Functions.Regex;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>A compiled schema. Null members stand for keywords it does not have.</summary>
internal sealed class Schema(string url, string pointer)
{
    /// <summary>Document and place in it.</summary>
    public string Location { get; } = $"{url}#{pointer}";

    public string Url { get; } = url;

    public string Pointer { get; } = pointer;

    public int Draft { get; set; }

    /// <summary>The schema at the root of the resource this one is in.</summary>
    public Schema Resource { get; set; } = null!;

    /// <summary>A schema that is only true or false.</summary>
    public bool? Always { get; set; }

    public Schema? Ref { get; set; }

    public Schema? RecursiveRef { get; set; }

    public bool RecursiveAnchor { get; set; }

    public Schema? DynamicRef { get; set; }

    public string DynamicRefAnchor { get; set; } = "";

    public string DynamicAnchor { get; set; } = "";

    /// <summary>For a resource: its dynamic anchors.</summary>
    public Dictionary<string, Schema> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string>? Types { get; set; }

    public IReadOnlyList<object?>? Enum { get; set; }

    public bool HasConst { get; set; }

    public object? Const { get; set; }

    public string? Format { get; set; }

    public IReadOnlyList<Schema> AllOf { get; set; } = [];

    public IReadOnlyList<Schema> AnyOf { get; set; } = [];

    public IReadOnlyList<Schema> OneOf { get; set; } = [];

    public Schema? Not { get; set; }

    public Schema? If { get; set; }

    public Schema? Then { get; set; }

    public Schema? Else { get; set; }

    public long? MinProperties { get; set; }

    public long? MaxProperties { get; set; }

    public IReadOnlyList<string> Required { get; set; } = [];

    public IReadOnlyDictionary<string, Schema>? Properties { get; set; }

    public IReadOnlyList<(GoRegexp Pattern, Schema Schema)> PatternProperties { get; set; } = [];

    public Schema? AdditionalProperties { get; set; }

    /// <summary>Whether <see cref="AdditionalProperties"/> is written as true or false, which reads differently in an error.</summary>
    public bool? AllowsAdditionalProperties { get; set; }

    public Schema? PropertyNames { get; set; }

    /// <summary>By property: the properties or the schema that it needs.</summary>
    public IReadOnlyList<(string Property, IReadOnlyList<string>? Needs, Schema? Schema)> Dependencies { get; set; } = [];

    public IReadOnlyList<(string Property, Schema Schema)> DependentSchemas { get; set; } = [];

    public IReadOnlyList<(string Property, IReadOnlyList<string> Needs)> DependentRequired { get; set; } = [];

    public Schema? UnevaluatedProperties { get; set; }

    public long? MinItems { get; set; }

    public long? MaxItems { get; set; }

    public bool UniqueItems { get; set; }

    /// <summary>Schemas of the first items, one each: <c>items</c> as a list, or <c>prefixItems</c>.</summary>
    public IReadOnlyList<Schema>? PrefixItems { get; set; }

    /// <summary>Schema of all items (after the first ones, since 2020).</summary>
    public Schema? Items { get; set; }

    /// <summary>Schema of the items after the first ones, before 2020.</summary>
    public Schema? AdditionalItems { get; set; }

    /// <summary>Whether <see cref="AdditionalItems"/> is written as true or false.</summary>
    public bool? AllowsAdditionalItems { get; set; }

    public Schema? Contains { get; set; }

    public long? MinContains { get; set; }

    public long? MaxContains { get; set; }

    public Schema? UnevaluatedItems { get; set; }

    public long? MinLength { get; set; }

    public long? MaxLength { get; set; }

    public GoRegexp? Pattern { get; set; }

    public string PatternText { get; set; } = "";

    public object? Minimum { get; set; }

    public object? Maximum { get; set; }

    public object? ExclusiveMinimum { get; set; }

    public object? ExclusiveMaximum { get; set; }

    public object? MultipleOf { get; set; }

    /// <summary>Whether no property is left over for an unevaluatedProperties around this schema.</summary>
    public bool EvaluatesAllProperties => AdditionalProperties is not null || AllowsAdditionalProperties is not null;

    /// <summary>Whether no item is left over for an unevaluatedItems around this schema.</summary>
    public bool EvaluatesAllItems => Draft < 2020
        ? AdditionalItems is not null || AllowsAdditionalItems is not null || Items is not null
        : Items is not null;
}
