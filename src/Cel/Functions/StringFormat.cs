using System.Globalization;
using System.Text;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Functions;

/// <summary><c>string.format(list)</c>: the clauses <c>%s %d %f %e %b %x %X %o %%</c>, with a precision for <c>%f</c> and <c>%e</c>.</summary>
internal static class StringFormat
{
    private const int DefaultPrecision = 6;

    /// <summary>More digits than a double can have; a larger precision only costs memory.</summary>
    private const int MaxPrecision = 1000;

    private const int MaxDepth = 100;

    public static CelValue Format(string format, ListValue arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }

            if (at + 1 < format.Length && format[at + 1] == '%')
            {
                text.Append('%');
                at++;
                continue;
            }

            if (next >= arguments.Count)
            {
                return new ErrorValue($"index {next} out of range");
            }

            if (at + 1 >= format.Length)
            {
                return new ErrorValue("unexpected end of string");
            }

            at++;
            var clause = ReadClause(format, ref at, out var precision, out var problem);
            if (problem is not null)
            {
                return new ErrorValue($"could not parse formatting clause: {problem}");
            }

            var formatted = Clause(clause, precision, arguments[next++], out problem);
            if (formatted is null)
            {
                return new ErrorValue($"error during formatting: {problem}");
            }

            text.Append(formatted);
        }

        return new StringValue(text.ToString());
    }

    private static char ReadClause(string format, ref int at, out int precision, out string? problem)
    {
        (precision, problem) = (DefaultPrecision, null);
        if (format[at] == '.')
        {
            var end = at + 1;
            while (end < format.Length && char.IsAsciiDigit(format[end]))
            {
                end++;
            }

            var digits = format[(at + 1)..end];
            at = end;
            if (end >= format.Length)
            {
                problem = "error while parsing precision: could not find end of precision specifier";
                return default;
            }

            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out precision) || precision > MaxPrecision)
            {
                problem = $"error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing \"{digits}\": {(digits.Length == 0 ? "invalid syntax" : "value out of range")}";
                return default;
            }
        }

        var clause = format[at];
        problem = "sdfebxXo".Contains(clause, StringComparison.Ordinal) ? null : $"unrecognized formatting clause \"{clause}\"";
        return clause;
    }

    private static string? Clause(char clause, int precision, CelValue value, out string? problem)
    {
        (var text, problem) = clause switch
        {
            's' => (Text(value, 0), $"string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {value.Type.Name}"),
            'd' => (Decimal(value), $"decimal clause can only be used on ints, uints, and doubles, was given {value.Type.Name}"),
            'f' => (Number(value) is { } number ? GoFormat.Fixed(number, precision) : null, $"fixed-point clause can only be used on ints, uints, and doubles, was given {value.Type.Name}"),
            'e' => (Number(value) is { } number ? GoFormat.Scientific(number, precision) : null, $"scientific clause can only be used on ints, uints, and doubles, was given {value.Type.Name}"),
            'b' => (Binary(value), $"only ints, uints, and bools can be formatted as binary, was given {value.Type.Name}"),
            'o' => (InBase(value, 8), $"octal clause can only be used on ints and uints, was given {value.Type.Name}"),
            _ => (Hex(value, clause == 'X'), $"only ints, uints, bytes, and strings can be formatted as hex, was given {value.Type.Name}"),
        };
        return text;
    }

    /// <summary>The <c>%s</c> form; null for a value that has none, here or inside.</summary>
    private static string? Text(CelValue value, int depth)
    {
        switch (value)
        {
            case DoubleValue number:
                return GoFormat.Fixed(number.Value);
            case DurationValue duration:
                return duration.ToSecondsText();
            case TimestampValue time:
                return Rfc3339.Format(time.Seconds, time.Nanoseconds, 0);
            case ListValue list when depth < MaxDepth:
                var elements = list.Elements.Select(element => Text(element, depth + 1)).ToList();
                return elements.Contains(null) ? null : $"[{string.Join(", ", elements)}]";
            case MapValue map when depth < MaxDepth:
                var entries = map.Keys.Select(key => (Key: Text(key, depth + 1), Value: Text(map.Find(key)!, depth + 1))).ToList();
                return entries.Exists(entry => entry.Key is null || entry.Value is null)
                    ? null
                    : $"{{{string.Join(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
            case ListValue or MapValue or OptionalValue or OpaqueValue:
                return null;
            default:
                return value.ToString();
        }
    }

    private static string? Decimal(CelValue value) => value switch
    {
        IntValue or UintValue => value.ToString(),
        DoubleValue number => GoFormat.Fixed(number.Value),
        _ => null,
    };

    private static double? Number(CelValue value) => value switch
    {
        IntValue number => number.Value,
        UintValue number => number.Value,
        DoubleValue number => number.Value,
        _ => null,
    };

    private static string? Binary(CelValue value) => value is BoolValue flag ? (flag.Value ? "1" : "0") : InBase(value, 2);

    private static string? Hex(CelValue value, bool upper)
    {
        var text = value switch
        {
            StringValue plain => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(plain.Value)),
            BytesValue bytes => Convert.ToHexStringLower(bytes.Value),
            _ => InBase(value, 16),
        };
        return upper ? text?.ToUpperInvariant() : text;
    }

    private static string? InBase(CelValue value, uint radix) => value switch
    {
        IntValue { Value: < 0 } number => "-" + InBase((ulong)-(Int128)number.Value, radix),
        IntValue number => InBase((ulong)number.Value, radix),
        UintValue number => InBase(number.Value, radix),
        _ => null,
    };

    private static string InBase(ulong value, uint radix)
    {
        Span<char> digits = stackalloc char[64];
        var at = digits.Length;
        do
        {
            digits[--at] = "0123456789abcdef"[(int)(value % radix)];
            value /= radix;
        }
        while (value > 0);

        return digits[at..].ToString();
    }
}
