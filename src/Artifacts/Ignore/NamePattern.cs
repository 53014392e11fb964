namespace GitOpsToolkit.Artifacts;

/// <summary>
/// Shell patterns for one name, with the rules of Go's <c>filepath.Match</c>: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c> and <c>\</c>
/// before a character that means itself. A malformed pattern matches nothing.
/// </summary>
internal static class NamePattern
{
    /// <summary>
    /// Goes back only to the last star, so the work is at most the product of both lengths, whatever the pattern.
    /// </summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int at = 0, p = 0, star = -1, resume = 0;
        while (at < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = at;
            }
            else if (TryOne(pattern, ref p, name[at]))
            {
                at++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>Matches one character and moves over its part of the pattern; leaves the position alone otherwise.</summary>
    private static bool TryOne(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        if (p >= pattern.Length)
        {
            return false;
        }

        switch (pattern[p])
        {
            case '?':
                p++;
                return true;
            case '[':
                return TrySet(pattern, ref p, c);
            case '\\' when p + 1 == pattern.Length:
                return false;
            case '\\':
                if (pattern[p + 1] != c)
                {
                    return false;
                }

                p += 2;
                return true;
            default:
                if (pattern[p] != c)
                {
                    return false;
                }

                p++;
                return true;
        }
    }

    private static bool TrySet(ReadOnlySpan<char> pattern, ref int p, char c)
    {
        var at = p + 1;
        var negated = at < pattern.Length && pattern[at] == '^';
        at += negated ? 1 : 0;
        var found = false;
        for (var ranges = 0; ; ranges++)
        {
            if (at < pattern.Length && pattern[at] == ']' && ranges > 0)
            {
                break;
            }

            if (!TryEnd(pattern, ref at, out var low))
            {
                return false;
            }

            var high = low;
            if (at < pattern.Length && pattern[at] == '-')
            {
                at++;
                if (!TryEnd(pattern, ref at, out high))
                {
                    return false;
                }
            }

            found |= low <= c && c <= high;
        }

        if (found == negated)
        {
            return false;
        }

        p = at + 1;
        return true;
    }

    /// <summary>One end of a range; a bare <c>-</c> or <c>]</c> makes the pattern malformed.</summary>
    private static bool TryEnd(ReadOnlySpan<char> pattern, ref int at, out char c)
    {
        c = '\0';
        if (at >= pattern.Length || pattern[at] is '-' or ']')
        {
            return false;
        }

        at += pattern[at] == '\\' ? 1 : 0;
        if (at >= pattern.Length)
        {
            return false;
        }

        c = pattern[at++];
        return true;
    }
}
