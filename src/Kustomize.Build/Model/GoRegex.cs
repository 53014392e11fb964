using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Go's regular expressions (RE2) on .NET's linear engine.</summary>
internal static class GoRegex
{
    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">Pattern in Go's syntax.</param>
    /// <param name="error">Makes the exception for a pattern that is not one.</param>
    public static Regex Compile(string pattern, Func<string, Exception> error)
    {
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw error($"error parsing regexp `{pattern}`: {e.Message}");
        }
    }

    /// <summary>In Go <c>$</c> is the end of the text only, and <c>(?P&lt;name&gt;</c> names a group.</summary>
    private static string Translate(string pattern)
    {
        pattern = pattern.Replace("(?P<", "(?<", StringComparison.Ordinal);
        var result = new System.Text.StringBuilder(pattern.Length + 8);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                result.Append(c).Append(pattern[++i]);
                continue;
            }

            inClass = c == '[' || inClass && c != ']';
            result.Append(c == '$' && !inClass ? @"\z" : c.ToString());
        }

        return result.ToString();
    }
}
