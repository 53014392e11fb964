using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel;

/// <summary>A value of the Common Expression Language: the result of an expression.</summary>
/// <remarks>Immutable, as long as the JSON it was evaluated over is left alone: lists and maps read it on demand.</remarks>
public abstract class CelValue
{
    private protected CelValue()
    {
    }

    /// <summary>The run-time type; elements of lists and maps are not inspected, so theirs are <see cref="CelType.Dyn"/>.</summary>
    public abstract CelType Type { get; }

    /// <summary>The value of a JSON node; a number without fraction or exponent that fits 64 bits is an int, any other a double.</summary>
    public static CelValue From(JsonNode? node) => JsonValues.Convert(node);

    /// <summary>A string value.</summary>
    public static CelValue From(string text) => new StringValue(text);

    /// <summary>A copy of the value as JSON: bytes as base64, durations and timestamps in their text forms, an absent optional as null.</summary>
    public abstract JsonNode? ToJson();

    /// <summary>True and the value when this is a bool.</summary>
    public bool TryGetBool(out bool value)
    {
        value = this is BoolValue { Value: true };
        return this is BoolValue;
    }

    /// <summary>True and the value when this is a string.</summary>
    public bool TryGetString([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
    {
        value = (this as StringValue)?.Value;
        return value is not null;
    }

    /// <summary>The text Go would print for the value; for messages, not for parsing.</summary>
    public sealed override string ToString() => ToText(0);

    /// <summary>The text of the value at a depth inside lists and maps; containers give up beyond a depth no message needs.</summary>
    internal abstract string ToText(int depth);

    /// <summary>
    /// Equality of the language: numbers compare across types, values of different types are unequal, and never an error.
    /// </summary>
    /// <param name="other">The value to compare with.</param>
    /// <param name="depth">How deep the comparison already is inside lists and maps.</param>
    internal abstract bool Equals(CelValue other, int depth);

    /// <summary>True for the value an absent field would have: empty, zero, false, null.</summary>
    internal virtual bool IsZero => false;

    /// <summary>What cel-go's cost model calls the size: code points, bytes, elements; 1 for a scalar.</summary>
    internal virtual long Size => 1;

    /// <summary>
    /// How many values walking through this one meets. An expression can make a value that holds another many times over,
    /// so the weight grows exponentially where the memory does not; it is what making the value costs.
    /// </summary>
    internal virtual long Weight => 1;

    /// <summary>The Go name of the value's implementation, which one of cel-go's messages prints.</summary>
    internal virtual string GoTypeName => Type.Name;
}
