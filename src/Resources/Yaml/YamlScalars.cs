using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>The typing of plain scalars, as go-yaml resolves them.</summary>
internal static class YamlScalars
{
    private enum Kind
    {
        Text,
        Null,
        True,
        False,
        Timestamp,
        Number,
        NotFinite,
    }

    /// <summary>True when a plain scalar is text and nothing else.</summary>
    public static bool IsText(ReadOnlySpan<char> text, YamlDialect dialect) => Classify(text, dialect, out _) == Kind.Text;

    /// <summary>True when writing the text without quotes would change its type, here or for older YAML parsers.</summary>
    public static bool NeedsQuotes(ReadOnlySpan<char> text) =>
        Classify(text, YamlDialect.Kubernetes, out _) != Kind.Text || IsBase60(text);

    /// <summary>The value of a plain scalar; null is YAML's null unless a problem is given.</summary>
    public static JsonNode? Resolve(string text, YamlDialect dialect, out string? problem)
    {
        problem = null;
        switch (Classify(text, dialect, out var number))
        {
            case Kind.Null:
                return null;
            case Kind.True:
                return JsonValue.Create(true);
            case Kind.False:
                return JsonValue.Create(false);
            case Kind.Number:
                return number;
            case Kind.NotFinite:
                problem = $"{text} cannot be written as JSON";
                return null;
            case Kind.Timestamp when dialect == YamlDialect.Kustomize:
                return JsonValue.Create(YamlTimestamp.ToRfc3339(text));
            default:
                return JsonValue.Create(text);
        }
    }

    /// <summary>True when a value is of the type its tag names; an integer is also a float.</summary>
    public static bool Fits(JsonNode? value, ReadOnlySpan<char> type) => type switch
    {
        "null" => value is null,
        "bool" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "int" => value.AsInteger() is not null || value is JsonValue number && number.TryGetValue(out ulong _),
        _ => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
    };

    private static Kind Classify(ReadOnlySpan<char> text, YamlDialect dialect, out JsonValue? number)
    {
        number = null;
        if (text.IsEmpty)
        {
            return Kind.Null;
        }

        switch (text[0])
        {
            case '~':
                return text.Length == 1 ? Kind.Null : Kind.Text;
            case 'n' or 'N' when text is "null" or "Null" or "NULL":
                return Kind.Null;
            case 't' or 'T':
                return text is "true" or "True" or "TRUE" ? Kind.True : Kind.Text;
            case 'f' or 'F':
                return text is "false" or "False" or "FALSE" ? Kind.False : Kind.Text;
            case 'y' or 'Y' or 'n' or 'N' or 'o' or 'O':
                return dialect == YamlDialect.Kubernetes ? ClassifyWord(text) : Kind.Text;
            case '.':
                return ClassifyPoint(text, out number);
            case '+' or '-' or (>= '0' and <= '9'):
                return ClassifyDigits(text, dialect, out number);
            default:
                return Kind.Text;
        }
    }

    private static Kind ClassifyWord(ReadOnlySpan<char> text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => Kind.True,
        "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => Kind.False,
        _ => Kind.Text,
    };

    private static Kind ClassifyPoint(ReadOnlySpan<char> text, out JsonValue? number)
    {
        number = null;
        if (text is ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF")
        {
            return Kind.NotFinite;
        }

        number = IsFloat(text) ? Float(text) : null;
        return number is null ? Kind.Text : Kind.Number;
    }

    private static Kind ClassifyDigits(ReadOnlySpan<char> text, YamlDialect dialect, out JsonValue? number)
    {
        number = null;
        if (text[0] is '+' or '-' && text[1..] is ".inf" or ".Inf" or ".INF")
        {
            return Kind.NotFinite;
        }

        if (YamlTimestamp.IsTimestamp(text))
        {
            return Kind.Timestamp;
        }

        if (text.Contains('_'))
        {
            text = text.ToString().Replace("_", "", StringComparison.Ordinal);
        }

        number = Integer(text) ?? (IsFloat(text) ? Float(text) : null);
        return number is null ? Kind.Text : Kind.Number;
    }

    /// <summary>An integer as Go's ParseInt with base 0 takes it: 0x, 0o, 0b, and a leading zero for octal.</summary>
    private static JsonValue? Integer(ReadOnlySpan<char> text)
    {
        var negative = text[0] == '-';
        var digits = text[0] is '+' or '-' ? text[1..] : text;
        if (digits.IsEmpty)
        {
            return null;
        }

        var radix = 10u;
        if (digits[0] == '0' && digits.Length > 1)
        {
            (radix, var skip) = digits[1] switch
            {
                'x' or 'X' => (16u, 2),
                'o' or 'O' => (8u, 2),
                'b' or 'B' => (2u, 2),
                _ => (8u, 1),
            };
            digits = digits[skip..];
        }

        if (!TryMagnitude(digits, radix, out var magnitude))
        {
            return null;
        }

        if (!negative)
        {
            // Only unsigned text may use the upper half of 64 bits.
            return magnitude <= long.MaxValue ? JsonValue.Create((long)magnitude)
                : text[0] == '+' ? null : JsonValue.Create(magnitude);
        }

        return magnitude <= long.MaxValue ? JsonValue.Create(-(long)magnitude)
            : magnitude == 1UL << 63 ? JsonValue.Create(long.MinValue) : null;
    }

    private static bool TryMagnitude(ReadOnlySpan<char> digits, uint radix, out ulong value)
    {
        value = 0;
        foreach (var c in digits)
        {
            var digit = c switch
            {
                >= '0' and <= '9' => (uint)(c - '0'),
                >= 'a' and <= 'f' => (uint)(c - 'a' + 10),
                >= 'A' and <= 'F' => (uint)(c - 'A' + 10),
                _ => uint.MaxValue,
            };
            if (digit >= radix || value > (ulong.MaxValue - digit) / radix)
            {
                return false;
            }

            value = (value * radix) + digit;
        }

        return !digits.IsEmpty;
    }

    /// <summary><c>[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c></summary>
    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        var rest = text[0] is '+' or '-' ? text[1..] : text;
        var whole = SkipDigits(ref rest);
        if (!rest.IsEmpty && rest[0] == '.')
        {
            rest = rest[1..];
            if (SkipDigits(ref rest) + whole == 0)
            {
                return false;
            }
        }
        else if (whole == 0)
        {
            return false;
        }

        if (!rest.IsEmpty && rest[0] is 'e' or 'E')
        {
            rest = rest[1..];
            rest = !rest.IsEmpty && rest[0] is '+' or '-' ? rest[1..] : rest;
            if (SkipDigits(ref rest) == 0)
            {
                return false;
            }
        }

        return rest.IsEmpty;
    }

    private static int SkipDigits(ref ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        text = text[count..];
        return count;
    }

    /// <summary>A number that keeps its text where JSON can hold it; null when it is out of range.</summary>
    private static JsonValue? Float(ReadOnlySpan<char> text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return null;
        }

        return IsJsonNumber(text)
            ? JsonNode.Parse(text.ToString())!.AsValue()
            : JsonNode.Parse(GoNumber.Format(value))!.AsValue();
    }

    private static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]) || digits[0] == '0' && digits.Length > 1 && char.IsAsciiDigit(digits[1]))
        {
            return false;
        }

        var point = digits.IndexOf('.');
        return point < 0 || point + 1 < digits.Length && char.IsAsciiDigit(digits[point + 1]);
    }

    /// <summary>Sexagesimal numbers of YAML 1.1 (<c>12:30</c>): read as text everywhere here, quoted for other parsers.</summary>
    private static bool IsBase60(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !text.Contains(':'))
        {
            return false;
        }

        var rest = text[0] is '+' or '-' ? text[1..] : text;
        if (rest.IsEmpty || !char.IsAsciiDigit(rest[0]))
        {
            return false;
        }

        rest = rest.TrimStart("0123456789_");
        var groups = 0;
        while (!rest.IsEmpty && rest[0] == ':')
        {
            rest = rest[1..];
            var before = rest.Length;
            var count = SkipDigits(ref rest);
            if (count is 0 or > 2 || count == 2 && text[^before] > '5')
            {
                return false;
            }

            groups++;
        }

        if (!rest.IsEmpty && rest[0] == '.')
        {
            rest = rest[1..].TrimStart("0123456789_");
        }

        return groups > 0 && rest.IsEmpty;
    }
}
