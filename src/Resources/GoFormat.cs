using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources;

/// <summary>Texts as Go's <c>fmt</c> package prints them; Kubernetes messages are made of these.</summary>
public static class GoFormat
{
    /// <summary>A JSON value as <c>%v</c> prints it once decoded: <c>map[a:1 b:[x y]]</c>, keys sorted, strings bare, null as <c>&lt;nil&gt;</c>.</summary>
    public static string Value(JsonNode? node)
    {
        var text = new StringBuilder();
        AppendValue(text, node);
        return text.ToString();
    }

    /// <summary>A string as <c>%q</c> prints it.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            AppendEscaped(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A number as Go prints it after decoding JSON: whole numbers in full, others in their shortest form.</summary>
    public static string Number(JsonValue number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return number.AsInteger() is { } integer
            ? integer.ToString(CultureInfo.InvariantCulture)
            : double.TryParse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? Number(real) : number.ToJsonString();
    }

    /// <summary>A <c>float64</c> as <c>%v</c> prints it: an exponent only below 1e-4 and from 1e21 on.</summary>
    public static string Number(double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        var shortest = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (number != 0 && exponent is < -4 or >= 21)
        {
            return Exponential(text, exponent);
        }

        return text.Contains('E', StringComparison.Ordinal)
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : text;
    }

    private static string Exponential(string roundTrip, int exponent)
    {
        var mark = roundTrip.IndexOf('E', StringComparison.Ordinal);
        var digits = mark < 0 ? roundTrip : roundTrip[..mark];
        if (mark < 0)
        {
            // "0.00001" style: normalise to one digit before the point.
            var negative = digits[0] == '-';
            var significant = digits.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Trim('0');
            digits = (negative ? "-" : "") + significant[0] + (significant.Length > 1 ? "." + significant[1..] : "");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{digits}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static void AppendValue(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("<nil>");
                break;
            case JsonObject map:
                text.Append("map[").AppendJoin(' ', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Value(p.Value)}")).Append(']');
                break;
            case JsonArray list:
                text.Append('[').AppendJoin(' ', list.Select(Value)).Append(']');
                break;
            case JsonValue value when value.AsText() is { } s:
                text.Append(s);
                break;
            case JsonValue value:
                text.Append(value.GetValueKind() == JsonValueKind.Number ? Number(value) : value.ToJsonString());
                break;
            default:
                break;
        }
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune)
    {
        var escape = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\v' => "\\v",
            < ' ' or 0x7f => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ => null,
        };
        if (escape is not null)
        {
            quoted.Append(escape);
        }
        else
        {
            quoted.Append(rune.ToString());
        }
    }
}
