using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Compact JSON exactly as Go's encoder writes it, so that equal keys have equal texts.</summary>
internal static class GoJson
{
    public static string Scalar(JsonNode? value)
    {
        var text = new StringBuilder();
        AppendScalar(text, value);
        return text.ToString();
    }

    public static string Object(IReadOnlyList<KeyValuePair<string, JsonNode?>> fields)
    {
        var text = new StringBuilder("{");
        for (var i = 0; i < fields.Count; i++)
        {
            AppendString(i == 0 ? text : text.Append(','), fields[i].Key);
            AppendScalar(text.Append(':'), fields[i].Value);
        }

        return text.Append('}').ToString();
    }

    private static void AppendScalar(StringBuilder text, JsonNode? value)
    {
        if (value.AsText() is { } s)
        {
            AppendString(text, s);
        }
        else if (value is JsonValue number && number.GetValueKind() == JsonValueKind.Number)
        {
            text.Append(number.AsInteger() is { } integer
                ? integer.ToString(CultureInfo.InvariantCulture)
                : GoFormat.JsonNumber(double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture)));
        }
        else
        {
            text.Append(value?.ToJsonString() ?? "null");
        }
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
