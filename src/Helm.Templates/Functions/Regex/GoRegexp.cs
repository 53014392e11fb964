using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using NetRegex = System.Text.RegularExpressions.Regex;
using RegexMatch = System.Text.RegularExpressions.Match;
using RegexOptions = System.Text.RegularExpressions.RegexOptions;

namespace GitOpsToolkit.Helm.Templates.Functions.Regex;

/// <summary>A pattern that is not RE2; the message is Go's.</summary>
internal sealed class RegexSyntaxException(string problem, string text) : Exception($"error parsing regexp: {problem}: `{text}`");

/// <summary>A compiled pattern with the operations of Go's <c>regexp</c> package. Matching takes linear time.</summary>
internal sealed class GoRegexp
{
    /// <summary>Patterns kept compiled; charts use a few dozen.</summary>
    private const int MaxKept = 512;

    private static readonly ConcurrentDictionary<string, GoRegexp> Kept = new(StringComparer.Ordinal);

    private readonly string _pattern;
    private readonly NetRegex _regex;
    private readonly List<string> _names;

    private GoRegexp(string pattern)
    {
        var translator = new Re2Translator(pattern);
        var text = translator.Translate();
        _pattern = pattern;
        _names = translator.GroupNames;
        try
        {
            _regex = new NetRegex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // The automaton of the pattern is larger than .NET allows.
            throw new RegexSyntaxException("expression too large", pattern);
        }
    }

    /// <summary>Compiles a pattern, or finds it among those compiled before.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is not RE2.</exception>
    public static GoRegexp Compile(string pattern)
    {
        if (Kept.TryGetValue(pattern, out var known))
        {
            return known;
        }

        var regex = new GoRegexp(pattern);
        if (Kept.Count >= MaxKept)
        {
            Kept.Clear();
        }

        return Kept.GetOrAdd(pattern, regex);
    }

    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>The first match; empty when there is none.</summary>
    public string Find(string text) => _regex.Match(text) is { Success: true } match ? match.Value : "";

    /// <summary>Up to so many matches, all when negative; an empty match right after a match is none.</summary>
    public List<RegexMatch> FindAll(string text, long count)
    {
        var matches = new List<RegexMatch>();
        var previousEnd = -1;
        for (var at = 0; at <= text.Length && (count < 0 || matches.Count < count);)
        {
            var match = _regex.Match(text, at);
            if (!match.Success)
            {
                break;
            }

            var end = match.Index + match.Length;
            var accepted = true;
            if (end == at)
            {
                accepted = match.Index != previousEnd;
                at += Width(text, at);
            }
            else
            {
                at = end;
            }

            previousEnd = end;
            if (accepted)
            {
                matches.Add(match);
            }
        }

        return matches;
    }

    /// <summary>Replaces every match by a template in which <c>$1</c>, <c>${name}</c> and <c>$$</c> have a meaning.</summary>
    public string ReplaceAll(string text, string template) => Replace(text, (output, match) => Expand(output, template, match));

    /// <summary>Replaces every match by a text as it is.</summary>
    public string ReplaceAllLiteral(string text, string replacement) => Replace(text, (output, _) => output.Append(replacement));

    /// <summary>The text between the matches, at most so many pieces; null for zero.</summary>
    public List<string>? Split(string text, long count)
    {
        if (count == 0)
        {
            return null;
        }

        if (_pattern.Length > 0 && text.Length == 0)
        {
            return [""];
        }

        var pieces = new List<string>();
        var (from, end) = (0, 0);
        foreach (var match in FindAll(text, count))
        {
            if (count > 0 && pieces.Count == count - 1)
            {
                break;
            }

            end = match.Index;
            if (match.Index + match.Length != 0)
            {
                pieces.Add(text[from..end]);
            }

            from = match.Index + match.Length;
        }

        if (end != text.Length)
        {
            pieces.Add(text[from..]);
        }

        return pieces;
    }

    /// <summary>Escapes what has a meaning in a pattern.</summary>
    public static string QuoteMeta(string text)
    {
        var quoted = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            quoted.Append(@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return quoted.ToString();
    }

    private static int Width(string text, int at) => at < text.Length && char.IsSurrogatePair(text, at) ? 2 : 1;

    private string Replace(string text, Action<StringBuilder, RegexMatch> append)
    {
        var output = new StringBuilder(text.Length);
        var lastEnd = 0;
        for (var at = 0; at <= text.Length;)
        {
            var match = _regex.Match(text, at);
            if (!match.Success)
            {
                break;
            }

            output.Append(text, lastEnd, match.Index - lastEnd);
            var end = match.Index + match.Length;

            // An empty match right after a match would replace the same place twice.
            if (end > lastEnd || match.Index == 0)
            {
                append(output, match);
            }

            lastEnd = end;
            at = Math.Max(at + Width(text, at), end);
        }

        return output.Append(text, lastEnd, text.Length - lastEnd).ToString();
    }

    private void Expand(StringBuilder output, string template, RegexMatch match)
    {
        for (var at = 0; at < template.Length;)
        {
            var dollar = template.IndexOf('$', at);
            if (dollar < 0)
            {
                output.Append(template, at, template.Length - at);
                return;
            }

            output.Append(template, at, dollar - at);
            at = dollar + 1;
            if (at < template.Length && template[at] == '$')
            {
                output.Append('$');
                at++;
            }
            else if (ReadName(template, ref at) is { } name)
            {
                output.Append(Group(name, match));
            }
            else
            {
                output.Append('$');
            }
        }
    }

    /// <summary>The longest name after a dollar, in braces or not; null when there is none.</summary>
    private static string? ReadName(string template, ref int at)
    {
        var braced = at < template.Length && template[at] == '{';
        var start = braced ? at + 1 : at;
        var end = start;
        while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
        {
            end++;
        }

        if (end == start || (braced && (end >= template.Length || template[end] != '}')))
        {
            return null;
        }

        at = braced ? end + 1 : end;
        return template[start..end];
    }

    private string Group(string name, RegexMatch match)
    {
        var number = name.All(char.IsAsciiDigit)
            ? name.Length < 9 && (name.Length == 1 || name[0] != '0') ? int.Parse(name, CultureInfo.InvariantCulture) : -1
            : _names.IndexOf(name);
        return number >= 0 && number < _names.Count ? match.Groups[number].Value : "";
    }
}
