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

    /// <summary>A <c>float64</c> as <c>%v</c> prints it: an exponent below 1e-4 and from 1e6 on.</summary>
    public static string Number(double number) => Number(number, -4, 6);

    /// <summary>A <c>float64</c> as Go's JSON encoder writes it: an exponent below 1e-6 and from 1e21 on.</summary>
    public static string JsonNumber(double number)
    {
        var text = Number(number, -6, 21);
        return text.Replace("e-0", "e-", StringComparison.Ordinal);
    }

    private static string Number(double number, int leastExponent, int exponentFrom)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = Yaml.GoNumber.ExponentOf(text.AsSpan().TrimStart('-'));
        if (number != 0 && (exponent < leastExponent || exponent >= exponentFrom))
        {
            return Exponential(text, exponent);
        }

        return text.Contains('E', StringComparison.Ordinal)
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>Rewrites a round-trip text with one digit before the point and an exponent of at least two digits.</summary>
    private static string Exponential(string roundTrip, int exponent)
    {
        var mark = roundTrip.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? roundTrip : roundTrip[..mark];
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Trim('0');
        var sign = mantissa[0] == '-' ? "-" : "";
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
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
