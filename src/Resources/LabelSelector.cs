using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources;

/// <summary>
/// A selector over labels or annotations in the text form of kubectl: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,l&gt;1</c>. All of its terms
/// must hold. Grammar and messages are those of Kubernetes' API servers.
/// </summary>
public sealed class LabelSelector
{
    private static readonly (string Sign, Operator Kind)[] Comparisons =
    [
        ("!=", Operator.NotIn), ("==", Operator.In), ("=", Operator.In), (">", Operator.Greater), ("<", Operator.Less),
    ];

    private readonly List<Term> _terms;

    private LabelSelector(string text, List<Term> terms) => (Text, _terms) = (text, terms);

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        Absent,
        Greater,
        Less,
    }

    /// <summary>Matches everything.</summary>
    public static LabelSelector Everything { get; } = new("", []);

    /// <summary>The selector as it was written, without spaces around it.</summary>
    public string Text { get; }

    /// <summary>True when it asks for nothing and so matches everything.</summary>
    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Reads a selector; null and the empty text match everything.</summary>
    /// <exception cref="FormatException">The text is not a selector; the message says where.</exception>
    public static LabelSelector Parse(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.Length == 0)
        {
            return Everything;
        }

        var terms = new List<Term>();
        var reader = new Reader(text);
        while (!reader.AtEnd)
        {
            terms.Add(ParseTerm(ref reader));
            if (!reader.AtEnd && !reader.Take(","))
            {
                throw new FormatException($"found '{reader.Rest}', expected: ',' or 'end of string'");
            }
        }

        return new(text, terms);
    }

    /// <summary>True when the labels satisfy every term; null are no labels.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var term in _terms)
        {
            if (!term.Matches(labels?.GetValueOrDefault(term.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the labels of a tree satisfy every term; null are no labels.</summary>
    public bool Matches(JsonObject? labels)
    {
        foreach (var term in _terms)
        {
            if (!term.Matches(labels?.GetText(term.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Term ParseTerm(ref Reader reader)
    {
        if (reader.Take("!"))
        {
            return new Term(reader.Key(), Operator.Absent, []);
        }

        var key = reader.Key();
        foreach (var (sign, kind) in Comparisons)
        {
            if (reader.Take(sign))
            {
                return new Term(key, kind, [reader.Value()]);
            }
        }

        if (reader.AtEnd || reader.Peek == ',')
        {
            return new Term(key, Operator.Exists, []);
        }

        return reader.TakeWord("in") ? new Term(key, Operator.In, reader.Set())
            : reader.TakeWord("notin") ? new Term(key, Operator.NotIn, reader.Set())
            : throw reader.Error("in, notin, =, ==, !=, gt, lt");
    }

    private sealed record Term(string Key, Operator Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(string? value) => Operator switch
        {
            Operator.In => value is not null && Values.Contains(value, StringComparer.Ordinal),
            Operator.NotIn => value is null || !Values.Contains(value, StringComparer.Ordinal),
            Operator.Exists => value is not null,
            Operator.Absent => value is null,
            Operator.Greater => Number(value) > Number(Values[0]),
            _ => Number(value) < Number(Values[0]),
        };

        // A comparison with what is no number is false either way.
        private static long? Number(string? text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private ref struct Reader(string text)
    {
        private int _at;

        public bool AtEnd
        {
            get
            {
                SkipSpaces();
                return _at >= text.Length;
            }
        }

        public char Peek
        {
            get
            {
                SkipSpaces();
                return _at < text.Length ? text[_at] : '\0';
            }
        }

        /// <summary>What has not been read yet.</summary>
        public readonly string Rest => _at < text.Length ? text[_at..] : "";

        public bool Take(string expected)
        {
            SkipSpaces();
            if (!text.AsSpan(_at).StartsWith(expected, StringComparison.Ordinal))
            {
                return false;
            }

            _at += expected.Length;
            return true;
        }

        /// <summary>Goes past a whole word; stays where it is when there is another one.</summary>
        public bool TakeWord(string expected)
        {
            var start = _at;
            if (Word() == expected)
            {
                return true;
            }

            _at = start;
            SkipSpaces();
            return false;
        }

        public string Key()
        {
            SkipSpaces();
            var word = Word();
            return word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')
                ? word
                : throw (word.Length == 0 ? Error("!, identifier, or 'end of string'") : new FormatException($"'{word}' is not a label key"));
        }

        /// <summary>A value behind an operator; it may be empty.</summary>
        public string Value()
        {
            var word = Word();
            return word.Length == 0 && Peek is '=' or '!' or '<' or '>' or '(' or ')'
                ? throw new FormatException($"unable to parse requirement: found '{Peek}', expected: identifier")
                : word;
        }

        public List<string> Set()
        {
            if (!Take("("))
            {
                throw new FormatException($"unable to parse requirement: found '{Rest}' expected: '('");
            }

            List<string> values = [Word()];
            while (Take(","))
            {
                values.Add(Word());
            }

            return Take(")") ? values : throw Error("',' or ')'");
        }

        public readonly FormatException Error(string expected) => new($"unable to parse requirement: found '{Rest}', expected: {expected}");

        private string Word()
        {
            SkipSpaces();
            var start = _at;
            while (_at < text.Length && text[_at] is not (' ' or '\t' or ',' or '=' or '!' or '(' or ')' or '<' or '>'))
            {
                _at++;
            }

            return text[start.._at];
        }

        private void SkipSpaces()
        {
            while (_at < text.Length && text[_at] is ' ' or '\t')
            {
                _at++;
            }
        }
    }
}
