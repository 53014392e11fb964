using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Tables;

/// <summary>The JSONPath of printer columns: fields, indexes, wildcards and equality filters.</summary>
internal sealed class JsonPath
{
    private readonly List<Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>>> _steps = [];

    private JsonPath()
    {
    }

    /// <summary>Reads a path such as <c>.status.conditions[?(@.type=="Ready")].status</c>.</summary>
    /// <exception cref="FormatException">The text is no such path.</exception>
    public static JsonPath Parse(string text)
    {
        var path = new JsonPath();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '[')
            {
                var end = ClosingBracket(text, at);
                path._steps.Add(Bracket(text[(at + 1)..end].Trim()));
                at = end + 1;
            }
            else if (text[at] is '.' or '{' or '}' or '$')
            {
                at++;
            }
            else
            {
                path._steps.Add(Field(ReadName(text, ref at)));
            }
        }

        return path;
    }

    /// <summary>Every node the path leads to.</summary>
    public IEnumerable<JsonNode> Find(JsonNode root) => _steps.Aggregate((IEnumerable<JsonNode>)[root], static (nodes, step) => step(nodes));

    private static string ReadName(string text, ref int at)
    {
        var name = new System.Text.StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '[' or '}'))
        {
            // A backslash keeps a dot of a key from being read as a step.
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            name.Append(text[at++]);
        }

        return name.ToString();
    }

    private static int ClosingBracket(string text, int open)
    {
        char? quote = null;
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (quote is not null)
            {
                quote = text[i] == quote ? null : quote;
            }
            else if (text[i] is '\'' or '"')
            {
                quote = text[i];
            }
            else if (text[i] == '[')
            {
                depth++;
            }
            else if (text[i] == ']' && --depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"unterminated array in {text}");
    }

    private static Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>> Bracket(string inner)
    {
        if (inner.StartsWith("?(", StringComparison.Ordinal) && inner.EndsWith(')'))
        {
            return Filter(inner[2..^1]);
        }

        if (inner is ['\'' or '"', .., '\'' or '"'])
        {
            return Field(inner[1..^1]);
        }

        if (inner == "*")
        {
            return Field("*");
        }

        if (int.TryParse(inner, out var index))
        {
            return nodes => nodes.OfType<JsonArray>()
                .Where(list => index < list.Count && index >= -list.Count)
                .Select(list => list[index < 0 ? list.Count + index : index])
                .OfType<JsonNode>();
        }

        throw new FormatException($"unrecognized array index {inner}");
    }

    private static Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>> Field(string name) => name == "*"
        ? static nodes => nodes.SelectMany(static n => n switch
        {
            JsonArray list => list.OfType<JsonNode>(),
            JsonObject map => map.Select(static p => p.Value).OfType<JsonNode>(),
            _ => [],
        })
        : nodes => nodes.OfType<JsonObject>().Select(map => map[name]).OfType<JsonNode>();

    private static Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>> Filter(string condition)
    {
        foreach (var symbol in (string[])["==", "!="])
        {
            var at = condition.IndexOf(symbol, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var left = Parse(condition[..at].Trim().TrimStart('@'));
            var right = condition[(at + 2)..].Trim();
            var wanted = right is ['\'' or '"', .., '\'' or '"'] ? right[1..^1] : right;
            return nodes => Items(nodes).Where(item => left.Find(item).Any(v => Text(v) == wanted) == (symbol == "=="));
        }

        var exists = Parse(condition.Trim().TrimStart('@'));
        return nodes => Items(nodes).Where(item => exists.Find(item).Any());
    }

    private static IEnumerable<JsonNode> Items(IEnumerable<JsonNode> nodes) => nodes.OfType<JsonArray>().SelectMany(static list => list.OfType<JsonNode>());

    private static string Text(JsonNode node) => node.AsText() ?? node.ToJsonString();
}
