using System.Buffers;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A Kubernetes label selector: <c>a=b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>, <c>a&gt;1</c>.</summary>
internal sealed class LabelSelector
{
    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(" ()=!<>");

    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];

    public bool IsAny => _requirements.Count == 0;

    /// <summary>Reads a selector; empty matches everything.</summary>
    public static LabelSelector Parse(string text, Func<string, Exception> error)
    {
        var selector = new LabelSelector();
        foreach (var part in Split(text))
        {
            selector._requirements.Add(Requirement(part.Trim(), text, error));
        }

        return selector;
    }

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.TrueForAll(r => r(labels));

    /// <summary>Splits at commas outside parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        if (text.Trim().Length == 0)
        {
            yield break;
        }

        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Requirement(string part, string whole, Func<string, Exception> error)
    {
        var open = part.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && part.EndsWith(')'))
        {
            var words = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = part[(open + 1)..^1].Split(',').Select(v => v.Trim()).ToHashSet(StringComparer.Ordinal);
            return words is [var name, "in"] ? labels => labels.TryGetValue(name, out var v) && values.Contains(v)
                : words is [var other, "notin"] ? labels => !labels.TryGetValue(other, out var v) || !values.Contains(v)
                : throw error($"unable to parse selector '{whole}'");
        }

        foreach (var op in new[] { "!=", "==", "=", ">", "<" })
        {
            var at = part.IndexOf(op, StringComparison.Ordinal);
            if (at > 0)
            {
                return Comparison(part[..at].Trim(), op, part[(at + op.Length)..].Trim());
            }
        }

        var negated = part.StartsWith('!');
        var key = negated ? part[1..].Trim() : part;
        return key.Length == 0 || key.AsSpan().ContainsAny(NotInKeys)
            ? throw error($"unable to parse selector '{whole}'")
            : labels => labels.ContainsKey(key) != negated;
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Comparison(string key, string op, string value) => op switch
    {
        "!=" => labels => !labels.TryGetValue(key, out var v) || v != value,
        ">" => labels => Compare(labels, key, value) > 0,
        "<" => labels => Compare(labels, key, value) < 0,
        _ => labels => labels.TryGetValue(key, out var v) && v == value,
    };

    private static int Compare(IReadOnlyDictionary<string, string> labels, string key, string value) =>
        labels.TryGetValue(key, out var own) && long.TryParse(own, out var a) && long.TryParse(value, out var b) ? a.CompareTo(b) : 0;
}
