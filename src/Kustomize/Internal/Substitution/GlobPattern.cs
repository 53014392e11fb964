namespace GitOpsToolkit.Kustomize.Internal.Substitution;

/// <summary>Shell patterns: <c>*</c> (slashes included), <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> and a backslash before a character.</summary>
internal static class GlobPattern
{
    /// <summary>Whether the whole text matches; null when the pattern is malformed.</summary>
    public static bool? Matches(string pattern, ReadOnlySpan<char> text)
    {
        var (p, t) = (0, 0);
        var (starAt, resumeAt) = (-1, 0);
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (starAt, resumeAt) = (p++, t);
                continue;
            }

            if (p == pattern.Length && t == text.Length)
            {
                return true;
            }

            if (p < pattern.Length && t < text.Length)
            {
                if (MatchOne(pattern, ref p, text[t]) is not { } isMatch)
                {
                    return null;
                }

                if (isMatch)
                {
                    t++;
                    continue;
                }
            }

            if (starAt < 0 || resumeAt >= text.Length)
            {
                return false;
            }

            // Let the last star take one character more. Earlier stars need no second try.
            (p, t) = (starAt + 1, ++resumeAt);
        }
    }

    private static bool? MatchOne(string pattern, ref int p, char c)
    {
        switch (pattern[p])
        {
            case '?':
                p++;
                return true;
            case '[':
                return MatchClass(pattern, ref p, c);
            case '\\' when p + 1 == pattern.Length:
                return null;
            case '\\':
                p += 2;
                return pattern[p - 1] == c;
            default:
                return pattern[p++] == c;
        }
    }

    private static bool? MatchClass(string pattern, ref int p, char c)
    {
        p++;
        var isNegated = p < pattern.Length && pattern[p] == '^';
        p += isNegated ? 1 : 0;
        var isMatch = false;
        for (var ranges = 0; ; ranges++)
        {
            if (p < pattern.Length && pattern[p] == ']' && ranges > 0)
            {
                p++;
                return isMatch != isNegated;
            }

            if (ReadBound(pattern, ref p) is not { } low)
            {
                return null;
            }

            var high = low;
            if (pattern[p] == '-')
            {
                p++;
                if (ReadBound(pattern, ref p) is not { } bound)
                {
                    return null;
                }

                high = bound;
            }

            isMatch |= low <= c && c <= high;
        }
    }

    // A bound must be followed by something: at least the bracket that ends the class.
    private static char? ReadBound(string pattern, ref int p)
    {
        if (p >= pattern.Length || pattern[p] is '-' or ']')
        {
            return null;
        }

        if (pattern[p] == '\\' && ++p == pattern.Length)
        {
            return null;
        }

        var bound = pattern[p++];
        return p < pattern.Length ? bound : null;
    }
}
