namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>Go's <c>filepath.Match</c>: <c>*</c>, <c>?</c> and <c>[...]</c> within one name, <c>\</c> to take a character as it is.</summary>
internal static class PathPattern
{
    /// <summary>True when the pattern matches the whole path; null when the pattern is malformed.</summary>
    public static bool? Match(string pattern, string path)
    {
        // Positions to return to when a star has taken too little: the usual iterative matcher, linear for one star and bounded for more.
        var (p, t, starPattern, starText) = (0, 0, -1, 0);
        while (p < pattern.Length || t < path.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (starPattern, starText) = (p++, t);
                continue;
            }

            if (p < pattern.Length && t < path.Length)
            {
                var next = p;
                if (MatchOne(pattern, ref next, path[t]) is not { } matches)
                {
                    return null;
                }

                if (matches)
                {
                    (p, t) = (next, t + 1);
                    continue;
                }
            }

            if (starPattern < 0 || starText >= path.Length || path[starText] == '/')
            {
                return IsWellFormed(pattern, p) ? false : null;
            }

            (p, t) = (starPattern + 1, ++starText);
        }

        return true;
    }

    /// <summary>Whether the pattern can be matched at all.</summary>
    public static bool IsWellFormed(string pattern, int start = 0)
    {
        for (var p = start; p < pattern.Length;)
        {
            if (MatchOne(pattern, ref p, 'x') is null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool? MatchOne(string pattern, ref int p, char c)
    {
        switch (pattern[p])
        {
            case '?' or '*':
                p++;
                return c != '/';
            case '[':
                return MatchClass(pattern, ref p, c);
            case '\\':
                if (++p >= pattern.Length)
                {
                    return null;
                }

                break;
        }

        return pattern[p++] == c;
    }

    private static bool? MatchClass(string pattern, ref int p, char c)
    {
        var negated = ++p < pattern.Length && pattern[p] == '^';
        p += negated ? 1 : 0;
        var (matches, ranges) = (false, 0);
        while (true)
        {
            if (p < pattern.Length && pattern[p] == ']' && ranges > 0)
            {
                p++;
                return matches != negated;
            }

            if (Member(pattern, ref p) is not { } low)
            {
                return null;
            }

            var high = low;
            if (p < pattern.Length && pattern[p] == '-')
            {
                p++;
                if (Member(pattern, ref p) is not { } end)
                {
                    return null;
                }

                high = end;
            }

            matches |= low <= c && c <= high;
            ranges++;
        }
    }

    private static char? Member(string pattern, ref int p)
    {
        if (p >= pattern.Length || pattern[p] is '-' or ']')
        {
            return null;
        }

        if (pattern[p] == '\\' && ++p >= pattern.Length)
        {
            return null;
        }

        var c = pattern[p++];
        return p < pattern.Length ? c : null;
    }
}
