using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>JSON as Go's encoder writes it: sorted keys, HTML characters escaped, numbers as floating point prints them.</summary>
internal static class GoJson
{
    /// <param name="node">What to write.</param>
    /// <param name="indent">Spaces per level; none writes everything on one line.</param>
    public static string Write(JsonNode? node, int indent = 0)
    {
        var output = new StringBuilder();
        Write(output, node, indent, 0);
        return output.ToString();
    }

    private static void Write(StringBuilder output, JsonNode? node, int indent, int depth)
    {
        switch (node)
        {
            case null:
                output.Append("null");
                break;
            case JsonObject { Count: 0 }:
                output.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                output.Append("[]");
                break;
            case JsonObject map:
                output.Append('{');
                var separator = "";
                foreach (var (key, value) in map.OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    output.Append(separator);
                    NewLine(output, indent, depth + 1);
                    WriteText(output, key);
                    output.Append(indent > 0 ? ": " : ":");
                    Write(output, value, indent, depth + 1);
                    separator = ",";
                }

                NewLine(output, indent, depth);
                output.Append('}');
                break;
            case JsonArray items:
                output.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    output.Append(i > 0 ? "," : "");
                    NewLine(output, indent, depth + 1);
                    Write(output, items[i], indent, depth + 1);
                }

                NewLine(output, indent, depth);
                output.Append(']');
                break;
            default:
                WriteScalar(output, node);
                break;
        }
    }

    private static void WriteScalar(StringBuilder output, JsonNode node)
    {
        if (Scalars.IsText(node))
        {
            WriteText(output, Scalars.Text(node));
            return;
        }

        var text = Scalars.Text(node);
        output.Append(text.AsSpan().ContainsAny('.', 'e', 'E') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant()
            : text);
    }

    private static void NewLine(StringBuilder output, int indent, int depth)
    {
        if (indent > 0)
        {
            output.Append('\n').Append(' ', indent * depth);
        }
    }

    private static void WriteText(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append(@"\\"),
                '\n' => output.Append(@"\n"),
                '\r' => output.Append(@"\r"),
                '\t' => output.Append(@"\t"),
                '\b' => output.Append(@"\b"),
                '\f' => output.Append(@"\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => output.Append(c),
            };
        }

        output.Append('"');
    }
}
