using System.Collections.Frozen;

namespace GitOpsToolkit.Cel;

/// <summary>A type of the Common Expression Language. Equal when kind, name and parameters are equal.</summary>
public sealed class CelType : IEquatable<CelType>
{
    private CelType(CelTypeKind kind, string name, string? displayName = null, params CelType[] parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
        DisplayName = displayName ?? name;
    }

    /// <summary>Any type; what a field of a JSON object has.</summary>
    public static CelType Dyn { get; } = new(CelTypeKind.Dyn, "dyn");

    /// <summary>The type of <c>null</c>.</summary>
    public static CelType Null { get; } = new(CelTypeKind.Null, "null_type", "null");

    /// <summary>True or false.</summary>
    public static CelType Bool { get; } = new(CelTypeKind.Bool, "bool");

    /// <summary>A signed 64-bit integer.</summary>
    public static CelType Int { get; } = new(CelTypeKind.Int, "int");

    /// <summary>An unsigned 64-bit integer.</summary>
    public static CelType Uint { get; } = new(CelTypeKind.Uint, "uint");

    /// <summary>An IEEE 754 double.</summary>
    public static CelType Double { get; } = new(CelTypeKind.Double, "double");

    /// <summary>A string of Unicode code points.</summary>
    public static CelType String { get; } = new(CelTypeKind.String, "string");

    /// <summary>A string of bytes.</summary>
    public static CelType Bytes { get; } = new(CelTypeKind.Bytes, "bytes");

    /// <summary>A length of time.</summary>
    public static CelType Duration { get; } = new(CelTypeKind.Duration, "google.protobuf.Duration", "duration");

    /// <summary>A point in time.</summary>
    public static CelType Timestamp { get; } = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp", "timestamp");

    /// <summary>A JSON object: what Flux declares <c>self</c>, <c>dep</c>, <c>req</c> and <c>event</c> as.</summary>
    public static CelType JsonObject { get; } = Map(String, Dyn);

    /// <summary><see cref="String"/> under a name that does not collide with System's in a list of parameter types.</summary>
    internal static CelType Str => String;

    /// <summary><see cref="Double"/> under a name that does not collide with System's.</summary>
    internal static CelType Dbl => Double;

    internal static CelType Error { get; } = new(CelTypeKind.Error, "!error!");

    internal static CelType AnyType { get; } = new(CelTypeKind.Type, "type");

    /// <summary>The kind of type.</summary>
    public CelTypeKind Kind { get; }

    /// <summary>The name <c>type(x)</c> shows, such as <c>null_type</c> or <c>google.protobuf.Duration</c>.</summary>
    public string Name { get; }

    /// <summary>The element type of a list or optional, the key and value types of a map.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>The declared fields of an object type; null for every other kind.</summary>
    internal FrozenDictionary<string, CelType>? Fields { get; private init; }

    /// <summary>The name the type checker's messages use.</summary>
    internal string DisplayName { get; }

    /// <summary>A list of the element type.</summary>
    public static CelType List(CelType element) => new(CelTypeKind.List, "list", null, element);

    /// <summary>A map from the key type to the value type.</summary>
    public static CelType Map(CelType key, CelType value) => new(CelTypeKind.Map, "map", null, key, value);

    /// <summary>An optional of the value type.</summary>
    public static CelType Optional(CelType value) => new(CelTypeKind.Optional, "optional_type", null, value);

    /// <summary>An object with exactly these fields; selecting any other is a compile error.</summary>
    public static CelType Object(string name, IEnumerable<KeyValuePair<string, CelType>> fields) =>
        new(CelTypeKind.Object, name) { Fields = fields.ToFrozenDictionary(StringComparer.Ordinal) };

    /// <inheritdoc />
    public bool Equals(CelType? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.Ordinal)
            && ReferenceEquals(Fields, other.Fields) && Parameters.SequenceEqual(other.Parameters));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as CelType);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>The type as cel-go prints it: <c>bool</c>, <c>list(string)</c>, <c>map(string, dyn)</c>.</summary>
    public override string ToString() => Print(static type => type.Name);

    internal static CelType Opaque(string name) => new(CelTypeKind.Opaque, name);

    internal static CelType Parameter(string name) => new(CelTypeKind.Parameter, name);

    internal static CelType TypeOf(CelType type) => new(CelTypeKind.Type, "type", null, type);

    /// <summary>The type as the checker's messages print it; differs from <see cref="ToString"/> for null, durations and timestamps.</summary>
    internal string ToDisplayString() => Print(static type => type.DisplayName);

    /// <summary>This type with other parameters; the kind must take as many.</summary>
    internal CelType WithParameters(CelType[] parameters) => new(Kind, Name, DisplayName, parameters) { Fields = Fields };

    private string Print(Func<CelType, string> name) =>
        Parameters.Count == 0
            ? name(this)
            : $"{name(this)}({string.Join(", ", Parameters.Select(parameter => parameter.Print(name)))})";
}
