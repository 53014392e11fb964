using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Evaluation;

namespace GitOpsToolkit.Cel.Values;

internal sealed class NullValue : CelValue
{
    public static readonly NullValue Instance = new();

    public override CelType Type => CelType.Null;

    internal override bool IsZero => true;

    internal override string GoTypeName => "types.Null";

    public override JsonNode? ToJson() => null;

    internal override string ToText(int depth) => "null";

    internal override bool Equals(CelValue other, int depth) => other is NullValue;
}

internal sealed class BoolValue : CelValue
{
    public static readonly BoolValue True = new(true);
    public static readonly BoolValue False = new(false);

    private BoolValue(bool value) => Value = value;

    public bool Value { get; }

    public override CelType Type => CelType.Bool;

    internal override bool IsZero => !Value;

    internal override string GoTypeName => "types.Bool";

    public static BoolValue Of(bool value) => value ? True : False;

    public override JsonNode ToJson() => JsonValue.Create(Value);

    internal override string ToText(int depth) => Value ? "true" : "false";

    internal override bool Equals(CelValue other, int depth) => ReferenceEquals(this, other);
}

internal sealed class IntValue(long value) : CelValue
{
    public static readonly IntValue Zero = new(0);

    public long Value { get; } = value;

    public override CelType Type => CelType.Int;

    internal override bool IsZero => Value == 0;

    internal override string GoTypeName => "types.Int";

    public override JsonNode ToJson() => JsonValue.Create(Value);

    internal override string ToText(int depth) => Value.ToString(CultureInfo.InvariantCulture);

    internal override bool Equals(CelValue other, int depth) => Ordering.NumbersAreEqual(this, other);
}

internal sealed class UintValue(ulong value) : CelValue
{
    public ulong Value { get; } = value;

    public override CelType Type => CelType.Uint;

    internal override bool IsZero => Value == 0;

    internal override string GoTypeName => "types.Uint";

    public override JsonNode ToJson() => JsonValue.Create(Value);

    internal override string ToText(int depth) => Value.ToString(CultureInfo.InvariantCulture);

    internal override bool Equals(CelValue other, int depth) => Ordering.NumbersAreEqual(this, other);
}

internal sealed class DoubleValue(double value) : CelValue
{
    public double Value { get; } = value;

    public override CelType Type => CelType.Double;

    internal override bool IsZero => Value == 0;

    internal override string GoTypeName => "types.Double";

    /// <summary>JSON has no NaN and no infinities; they become the strings protobuf's JSON mapping uses.</summary>
    public override JsonNode ToJson() =>
        double.IsFinite(Value) ? JsonValue.Create(Value) : JsonValue.Create(GoFormat.Fixed(Value));

    internal override string ToText(int depth) => GoFormat.General(Value);

    internal override bool Equals(CelValue other, int depth) => Ordering.NumbersAreEqual(this, other);
}

internal sealed class StringValue(string value) : CelValue
{
    private int _codePoints = -1;

    public string Value { get; } = value;

    public override CelType Type => CelType.String;

    internal override bool IsZero => Value.Length == 0;

    /// <summary>Computed once: cost accounting asks for it on every call.</summary>
    internal override long Size => _codePoints >= 0 ? _codePoints : _codePoints = CodePoints.Count(Value);

    internal override string GoTypeName => "types.String";

    public override JsonNode ToJson() => JsonValue.Create(Value);

    internal override string ToText(int depth) => Value;

    internal override bool Equals(CelValue other, int depth) =>
        other is StringValue text && string.Equals(Value, text.Value, StringComparison.Ordinal);
}

internal sealed class BytesValue(byte[] value) : CelValue
{
    public byte[] Value { get; } = value;

    public override CelType Type => CelType.Bytes;

    internal override bool IsZero => Value.Length == 0;

    internal override long Size => Value.Length;

    internal override string GoTypeName => "types.Bytes";

    public override JsonNode ToJson() => JsonValue.Create(Convert.ToBase64String(Value));

    internal override string ToText(int depth) => Encoding.UTF8.GetString(Value);

    internal override bool Equals(CelValue other, int depth) => other is BytesValue bytes && Value.AsSpan().SequenceEqual(bytes.Value);
}

/// <summary>A type as a value: what <c>type(x)</c> returns and what <c>int</c> or <c>map</c> alone denote.</summary>
internal sealed class TypeValue(CelType value) : CelValue
{
    public CelType Value { get; } = value;

    public override CelType Type => CelType.AnyType;

    internal override string GoTypeName => "*types.Type";

    public override JsonNode ToJson() => JsonValue.Create(Value.Name);

    internal override string ToText(int depth) => Value.Name;

    /// <summary>Only names count: <c>type([1]) == type(["a"])</c>.</summary>
    internal override bool Equals(CelValue other, int depth) =>
        other is TypeValue type && string.Equals(Value.Name, type.Value.Name, StringComparison.Ordinal);
}

/// <summary>
/// An error on its way out of an expression. It is a value, not an exception, because <c>&amp;&amp;</c>, <c>||</c> and the
/// quantifiers may still absorb it.
/// </summary>
internal sealed class ErrorValue(string message) : CelValue
{
    public static readonly ErrorValue NoSuchOverload = new("no such overload");

    /// <summary>Messages end up in conditions and events; a key of a megabyte must not.</summary>
    private const int MaxMessageLength = 4096;

    public string Message { get; } = message.Length <= MaxMessageLength ? message : message[..MaxMessageLength] + "…";

    /// <summary>The variable that is missing, with the fields selected from it so far; null for every other error.</summary>
    public string? MissingName { get; private init; }

    public static ErrorValue NoSuchKey(CelValue key) => new($"no such key: {key}");

    public static ErrorValue NoSuchKey(string key) => new($"no such key: {key}");

    /// <summary>
    /// Without a type check <c>a.b.c</c> may be one variable with a dotted name, and that is the name cel-go reports missing.
    /// </summary>
    public static ErrorValue NoSuchAttribute(string name) => new($"no such attribute(s): {name}") { MissingName = name };

    public override CelType Type => CelType.Error;

    public override JsonNode? ToJson() => null;

    internal override string ToText(int depth) => Message;

    internal override bool Equals(CelValue other, int depth) => false;
}

/// <summary>A value that may be absent.</summary>
internal sealed class OptionalValue : CelValue
{
    public static readonly OptionalValue None = new(null);

    private static readonly CelType OptionalType = CelType.Optional(CelType.Dyn);

    private OptionalValue(CelValue? value) => Value = value;

    public CelValue? Value { get; }

    public override CelType Type => OptionalType;

    internal override long Size => Value?.Size ?? 1;

    internal override long Weight => Value?.Weight ?? 1;

    internal override string GoTypeName => "*types.Optional";

    public static OptionalValue Of(CelValue value) => new(value);

    public override JsonNode? ToJson() => Value?.ToJson();

    internal override string ToText(int depth) => Value is null ? "optional.none()" : $"optional({Value.ToText(depth)})";

    internal override bool Equals(CelValue other, int depth) =>
        other is OptionalValue optional
        && (Value is null ? optional.Value is null : optional.Value is not null && Value.Equals(optional.Value, depth));
}
