using System.Collections.Immutable;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>A label selector as a query carries it: equality and set terms, all of which must hold.</summary>
internal sealed class LabelSelector
{
    private readonly List<Term> _terms = [];

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        Absent,
        Greater,
        Less,
    }

    public bool IsEmpty => _terms.Count == 0;

    /// <exception cref="ApiStatusException">The text is no selector.</exception>
    public static LabelSelector Parse(string text)
    {
        var selector = new LabelSelector();
        var reader = new Reader(text);
        while (!reader.AtEnd)
        {
            selector._terms.Add(ParseTerm(ref reader));
            if (!reader.AtEnd && !reader.Take(','))
            {
                throw ApiErrors.BadRequest($"found '{reader.Rest}', expected: ',' or 'end of string'");
            }
        }

        return selector;
    }

    public bool Matches(ImmutableDictionary<string, string> labels) => _terms.TrueForAll(term => term.Matches(labels.GetValueOrDefault(term.Key)));

    private static Term ParseTerm(ref Reader reader)
    {
        if (reader.Take('!'))
        {
            return new Term(reader.Word(), Operator.Absent, []);
        }

        var key = reader.Word();
        if (key.Length == 0)
        {
            throw reader.Error("!, identifier, or 'end of string'");
        }

        if (reader.Take("!="))
        {
            return new Term(key, Operator.NotIn, [reader.Value()]);
        }

        if (reader.Take("==") || reader.Take("="))
        {
            return new Term(key, Operator.In, [reader.Value()]);
        }

        if (reader.Take('>'))
        {
            return new Term(key, Operator.Greater, [reader.Value()]);
        }

        if (reader.Take('<'))
        {
            return new Term(key, Operator.Less, [reader.Value()]);
        }

        if (reader.AtEnd || reader.Peek == ',')
        {
            return new Term(key, Operator.Exists, []);
        }

        if (reader.TakeWord("in"))
        {
            return new Term(key, Operator.In, reader.Set());
        }

        return reader.TakeWord("notin") ? new Term(key, Operator.NotIn, reader.Set()) : throw reader.Error("in, notin, =, ==, !=, gt, lt");
    }

    private sealed record Term(string Key, Operator Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(string? value) => Operator switch
        {
            Operator.In => value is not null && Values.Contains(value, StringComparer.Ordinal),
            Operator.NotIn => value is null || !Values.Contains(value, StringComparer.Ordinal),
            Operator.Exists => value is not null,
            Operator.Absent => value is null,
            Operator.Greater => long.TryParse(value, out var number) && long.TryParse(Values[0], out var bound) && number > bound,
            _ => long.TryParse(value, out var number) && long.TryParse(Values[0], out var bound) && number < bound,
        };
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

        public bool Take(char expected) => Take(expected.ToString());

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

        public string Word()
        {
            SkipSpaces();
            var start = _at;
            while (_at < text.Length && text[_at] is not (' ' or ',' or '=' or '!' or '(' or ')' or '<' or '>'))
            {
                _at++;
            }

            return text[start.._at];
        }

        /// <summary>A value behind an operator; it may be empty.</summary>
        public string Value()
        {
            var word = Word();
            return word.Length == 0 && Peek is '=' or '!' or '<' or '>' or '(' or ')'
                ? throw ApiErrors.BadRequest($"unable to parse requirement: found '{Peek}', expected: identifier")
                : word;
        }

        /// <summary>What has not been read yet.</summary>
        public readonly string Rest => _at < text.Length ? text[_at..] : "";

        public List<string> Set()
        {
            if (!Take('('))
            {
                throw ApiErrors.BadRequest($"unable to parse requirement: found '{Rest}' expected: '('");
            }

            List<string> values = [Word()];
            while (Take(','))
            {
                values.Add(Word());
            }

            return Take(')') ? values : throw Error("',' or ')'");
        }

        public readonly ApiStatusException Error(string expected) =>
            ApiErrors.BadRequest($"unable to parse requirement: found '{Rest}', expected: {expected}");

        private void SkipSpaces()
        {
            while (_at < text.Length && text[_at] == ' ')
            {
                _at++;
            }
        }
    }
}
