using System.Text;

namespace GitOpsToolkit.Kustomize.Internal.Substitution;

/// <summary>Removes what a pattern matches from the start or the end of a value.</summary>
internal static class Trimming
{
    /// <summary>Removes the shortest or longest prefix, of one character at least, that matches.</summary>
    public static string Prefix(string value, string pattern, bool isLongest)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var length = isLongest ? value.Length - i : i + 1;
            switch (GlobPattern.Matches(pattern, value.AsSpan(0, length)))
            {
                case true:
                    return value[length..];
                case null:
                    return value;
            }
        }

        return value;
    }

    /// <summary>
    /// Removes a suffix by reversing value and pattern. Character classes of the pattern are thereby reversed too and match nothing;
    /// that is how it is known to work.
    /// </summary>
    public static string Suffix(string value, string pattern, bool isLongest) =>
        Reverse(Prefix(Reverse(value), Reverse(pattern), isLongest));

    private static string Reverse(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Reverse())
        {
            result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
