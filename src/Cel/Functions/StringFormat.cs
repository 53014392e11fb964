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

            if (!TryWrite(text, clause, precision, arguments[next++], out problem))
            {
                return new ErrorValue($"error during formatting: {problem}");
            }

            if (text.Length > Arithmetic.MaxLength)
            {
                return Arithmetic.TooLong;
            }
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

    private static bool TryWrite(StringBuilder text, char clause, int precision, CelValue value, out string problem)
    {
        var type = value.Type.Name;
        if (clause == 's')
        {
            problem = $"string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {type}";
            return TryWriteText(text, value, 0);
        }

        (var formatted, problem) = clause switch
        {
            'd' => (Decimal(value), $"decimal clause can only be used on ints, uints, and doubles, was given {type}"),
            'f' => (Number(value) is { } number ? GoFormat.Fixed(number, precision) : null, $"fixed-point clause can only be used on ints, uints, and doubles, was given {type}"),
            'e' => (Number(value) is { } number ? GoFormat.Scientific(number, precision) : null, $"scientific clause can only be used on ints, uints, and doubles, was given {type}"),
            'b' => (Binary(value), $"only ints, uints, and bools can be formatted as binary, was given {type}"),
            'o' => (InBase(value, 8), $"octal clause can only be used on ints and uints, was given {type}"),
            _ => (Hex(value, clause == 'X'), $"only ints, uints, bytes, and strings can be formatted as hex, was given {type}"),
        };
        text.Append(formatted);
        return formatted is not null;
    }

    /// <summary>Writes the <c>%s</c> form; false for a value that has none, here or inside. Stops early past the size limit.</summary>
    private static bool TryWriteText(StringBuilder text, CelValue value, int depth)
    {
        switch (value)
        {
            case DoubleValue number:
                text.Append(GoFormat.Fixed(number.Value));
                return true;
            case DurationValue duration:
                text.Append(duration.ToSecondsText());
                return true;
            case TimestampValue time:
                text.Append(Rfc3339.Format(time.Seconds, time.Nanoseconds, 0));
                return true;
            case ListValue list when depth < MaxDepth:
                return TryWriteAll(text, '[', ']', list.Elements, element => TryWriteText(text, element, depth + 1));
            case MapValue map when depth < MaxDepth:
                return TryWriteMap(text, map, depth);
            case ListValue or MapValue or OptionalValue or OpaqueValue:
                return false;
            default:
                text.Append(value);
                return true;
        }
    }

    private static bool TryWriteMap(StringBuilder text, MapValue map, int depth)
    {
        var entries = map.Keys.Select(key => (Text: KeyText(key), Value: map.Find(key)!)).OrderBy(entry => entry.Text, StringComparer.Ordinal);
        return TryWriteAll(text, '{', '}', entries, entry =>
        {
            text.Append(entry.Text).Append(": ");
            return TryWriteText(text, entry.Value, depth + 1);
        });
    }

    private static string KeyText(CelValue key) => key is DoubleValue number ? GoFormat.Fixed(number.Value) : key.ToString();

    private static bool TryWriteAll<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Func<T, bool> write)
    {
        text.Append(open);
        var count = 0;
        foreach (var item in items)
        {
            text.Append(count++ == 0 ? "" : ", ");
            if (!write(item))
            {
                return false;
            }

            if (text.Length > Arithmetic.MaxLength)
            {
                return true;
            }
        }

        text.Append(close);
        return true;
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
