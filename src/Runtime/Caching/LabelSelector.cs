namespace GitOpsToolkit.Runtime;

/// <summary>A label selector in the text form of kubectl: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
public sealed class LabelSelector
{
    private readonly List<Requirement> _requirements;

    private LabelSelector(string text, List<Requirement> requirements) => (Text, _requirements) = (text, requirements);

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        DoesNotExist,
    }

    /// <summary>Matches everything.</summary>
    public static LabelSelector Everything { get; } = new("", []);

    /// <summary>The selector as the API server takes it.</summary>
    public string Text { get; }

    /// <summary>Reads a selector; the empty text matches everything.</summary>
    /// <exception cref="FormatException">The text is not a selector; the message says where.</exception>
    public static LabelSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Length == 0)
        {
            return Everything;
        }

        var requirements = new List<Requirement>();
        foreach (var part in SplitOutsideParentheses(text))
        {
            requirements.Add(ParseRequirement(part.Trim(), text));
        }

        return new(text, requirements);
    }

    /// <summary>True when the labels satisfy every requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var requirement in _requirements)
        {
            string? value = null;
            var present = labels is not null && labels.TryGetValue(requirement.Key, out value);
            var holds = requirement.Operator switch
            {
                Operator.Exists => present,
                Operator.DoesNotExist => !present,
                Operator.In => present && requirement.Values.Contains(value!),
                _ => !present || !requirement.Values.Contains(value!),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static IEnumerable<string> SplitOutsideParentheses(string text)
    {
        var start = 0;
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(':
                    inside = true;
                    break;
                case ')':
                    inside = false;
                    break;
                case ',' when !inside:
                    yield return text[start..i];
                    start = i + 1;
                    break;
            }
        }

        yield return text[start..];
    }

    private static Requirement ParseRequirement(string part, string whole)
    {
        if (part.StartsWith('!'))
        {
            return new(Key(part[1..], whole), Operator.DoesNotExist, []);
        }

        foreach (var (word, kind) in new[] { ("!=", Operator.NotIn), ("==", Operator.In), ("=", Operator.In) })
        {
            var at = part.IndexOf(word, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new(Key(part[..at], whole), kind, [part[(at + word.Length)..].Trim()]);
            }
        }

        foreach (var (word, kind) in new[] { (" notin ", Operator.NotIn), (" in ", Operator.In) })
        {
            var at = part.Replace("(", " (", StringComparison.Ordinal).IndexOf(word, StringComparison.Ordinal);
            if (at >= 0)
            {
                var open = part.IndexOf('(', StringComparison.Ordinal);
                if (open < 0 || !part.EndsWith(')'))
                {
                    throw new FormatException($"label selector '{whole}': '{part}' needs its values in parentheses, as in 'key in (a,b)'");
                }

                return new(Key(part[..at], whole), kind, [.. part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries)]);
            }
        }

        return new(Key(part, whole), Operator.Exists, []);
    }

    private static string Key(string text, string whole)
    {
        var key = text.Trim();
        return key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')
            ? key
            : throw new FormatException($"label selector '{whole}': '{key}' is not a label key");
    }

    private sealed record Requirement(string Key, Operator Operator, HashSet<string> Values);
}
