namespace GitOpsToolkit.Resources.Schemas;

/// <summary>
/// What is known about a type: its shape, how values of it merge, and what a custom resource may hold.
/// Immutable; the types of fields and items are looked up at first use, so a schema may refer to itself.
/// </summary>
public sealed class TypeSchema
{
    private static readonly Dictionary<string, FieldSchema> NoFields = [];

    private readonly Func<TypeSchema>? _resolveElement;
    private TypeSchema? _element;
    private FieldSchema[]? _alwaysPresent;

    /// <summary>Describes a scalar, or an object whose fields come with the initializer.</summary>
    public TypeSchema(SchemaKind kind)
    {
        Kind = kind;
    }

    /// <summary>Describes a map or a list.</summary>
    public TypeSchema(SchemaKind kind, TypeSchema element)
    {
        Kind = kind;
        _element = element;
    }

    /// <summary>Describes a map or a list whose element type is looked up at first use.</summary>
    internal TypeSchema(SchemaKind kind, Func<TypeSchema> resolveElement)
    {
        Kind = kind;
        _resolveElement = resolveElement;
    }

    private TypeSchema(TypeSchema other)
    {
        Kind = other.Kind;
        Name = other.Name;
        _element = other._element;
        _resolveElement = other._resolveElement;
    }

    /// <summary>A value the schema says nothing about; merging deduces its structure from the value.</summary>
    public static TypeSchema Any { get; } = new(SchemaKind.Any) { PreserveUnknownFields = true };

    /// <summary>Shape of the value.</summary>
    public SchemaKind Kind { get; }

    /// <summary>Name of the Go or OpenAPI type, null for types that have none.</summary>
    public string? Name { get; init; }

    /// <summary>Fields of an object by JSON name, in the order of the schema; empty for everything else.</summary>
    public IReadOnlyDictionary<string, FieldSchema> Fields { get; init; } = NoFields;

    /// <summary>Fields with <see cref="FieldSchema.AlwaysPresent"/>.</summary>
    public IReadOnlyList<FieldSchema> AlwaysPresentFields =>
        _alwaysPresent ??= Fields.Count == 0 ? [] : [.. Fields.Values.Where(f => f.AlwaysPresent)];

    /// <summary>Type of a list's items or a map's values; null for everything else.</summary>
    public TypeSchema? Element => _element ??= _resolveElement?.Invoke();

    /// <summary>True when an object or a map is owned and replaced as one value (<c>x-kubernetes-map-type: atomic</c>).</summary>
    public bool IsAtomic { get; init; }

    /// <summary>How a list merges.</summary>
    public ListType ListType { get; init; }

    /// <summary>Fields that name an item of a list of <see cref="ListType.Map"/>.</summary>
    public IReadOnlyList<string> ListKeys { get; init; } = [];

    /// <summary>OpenAPI format (<c>int32</c>, <c>int64</c>, <c>date-time</c>, <c>byte</c> …), null when there is none.</summary>
    public string? Format { get; init; }

    /// <summary>True when an explicit null is a value.</summary>
    public bool Nullable { get; init; }

    /// <summary>True when fields the schema does not name are kept.</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>True when the value is itself a Kubernetes object, with apiVersion, kind and metadata.</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>What a value must satisfy beyond its shape; null when nothing.</summary>
    public ValueRules? Rules { get; init; }

    /// <summary>The field of that name, null when the object type has none.</summary>
    public FieldSchema? Field(string name) => Fields.GetValueOrDefault(name);

    /// <summary>Type of the value under a key of an object or a map; null when the schema does not know the key.</summary>
    public TypeSchema? Child(string key) =>
        Fields.TryGetValue(key, out var field) ? field.Type : Kind == SchemaKind.Map ? Element : null;

    /// <inheritdoc/>
    public override string ToString() => Name ?? Kind.ToString();

    /// <summary>The same type with some things said otherwise.</summary>
    internal TypeSchema With(
        IReadOnlyDictionary<string, FieldSchema>? fields = null,
        bool? isAtomic = null,
        ListType? listType = null,
        IReadOnlyList<string>? listKeys = null,
        string? format = null,
        bool? nullable = null,
        bool? preserveUnknownFields = null,
        bool? embeddedResource = null,
        ValueRules? rules = null) => new(this)
        {
            Fields = fields ?? Fields,
            IsAtomic = isAtomic ?? IsAtomic,
            ListType = listType ?? ListType,
            ListKeys = listKeys ?? ListKeys,
            Format = format ?? Format,
            Nullable = nullable ?? Nullable,
            PreserveUnknownFields = preserveUnknownFields ?? PreserveUnknownFields,
            EmbeddedResource = embeddedResource ?? EmbeddedResource,
            Rules = rules ?? Rules,
        };
}
