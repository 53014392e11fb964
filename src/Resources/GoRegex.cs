using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Resources;

/// <summary>
/// Compiles patterns in Go's RE2 syntax. Matching takes linear time, as in Go: constructs RE2 does not have
/// (backreferences, lookaround) are errors here too.
/// </summary>
public static class GoRegex
{
    /// <summary>Compiles a pattern; it matches anywhere in a text unless anchored.</summary>
    /// <exception cref="FormatException">The pattern is not valid.</exception>
    public static Regex Compile(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"error parsing regexp: {e.Message}: `{pattern}`", e);
        }
    }

    /// <summary>.NET's <c>$</c>, <c>\d</c>, <c>\w</c> and <c>\s</c> mean more than Go's, and named groups are written otherwise.</summary>
    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i = AppendEscape(result, pattern, i + 1, inClass);
            }
            else if (inClass)
            {
                i = AppendInClass(result, pattern, i, ref inClass);
            }
            else if (c == '[')
            {
                inClass = true;
                result.Append(c);

                // A closing bracket in first place is a member of the class.
                if (i + 1 < pattern.Length && pattern[i + 1] == '^')
                {
                    result.Append(pattern[++i]);
                }

                if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                {
                    result.Append('\\').Append(pattern[++i]);
                }
            }
            else if (c == '$')
            {
                result.Append(@"\z");
            }
            else if (pattern.AsSpan(i).StartsWith("(?P<"))
            {
                result.Append("(?<");
                i += 3;
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    private static int AppendEscape(StringBuilder result, string pattern, int i, bool inClass)
    {
        var c = pattern[i];
        if (c == 'Q' && !inClass)
        {
            var end = pattern.IndexOf(@"\E", i, StringComparison.Ordinal);
            var literal = end < 0 ? pattern[(i + 1)..] : pattern[(i + 1)..end];
            result.Append(Regex.Escape(literal));
            return end < 0 ? pattern.Length - 1 : end + 1;
        }

        var members = c switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => @"\t\n\f\r ",
            _ => null,
        };
        if (members is not null)
        {
            result.Append(inClass ? members : $"[{members}]");
        }
        else if (!inClass && c is 'D' or 'W' or 'S')
        {
            result.Append(c switch { 'D' => "[^0-9]", 'W' => "[^0-9A-Za-z_]", _ => @"[^\t\n\f\r ]" });
        }
        else
        {
            result.Append('\\').Append(c);
        }

        return i;
    }

    private static int AppendInClass(StringBuilder result, string pattern, int i, ref bool inClass)
    {
        var c = pattern[i];
        if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
        {
            var end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
            if (end > 0 && PosixClass(pattern[(i + 2)..end]) is { } members)
            {
                result.Append(members);
                return end + 1;
            }
        }

        inClass = c != ']';

        // .NET reads "-[" inside a class as subtraction.
        result.Append(c == '[' ? @"\[" : c.ToString());
        return i;
    }

    private static string? PosixClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };
}
