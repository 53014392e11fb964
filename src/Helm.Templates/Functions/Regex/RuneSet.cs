using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Regex;

/// <summary>A set of code points, written as a .NET pattern over UTF-16: characters beyond the basic plane are pairs there.</summary>
internal sealed class RuneSet
{
    private const int Last = 0x10FFFF;
    private const int FirstAstral = 0x10000;
    private const string AnyPair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly List<(int From, int To)> _ranges = [];
    private readonly StringBuilder _categories = new();

    public void Add(int from, int to) => _ranges.Add((from, to));

    /// <summary>Adds ASCII ranges written in pairs ("09AZ").</summary>
    public void Add(string pairs, bool negated)
    {
        if (!negated)
        {
            for (var i = 0; i < pairs.Length; i += 2)
            {
                Add(pairs[i], pairs[i + 1]);
            }

            return;
        }

        var next = 0;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] > next)
            {
                Add(next, pairs[i] - 1);
            }

            next = pairs[i + 1] + 1;
        }

        Add(next, Last);
    }

    /// <summary>Adds a Unicode category of .NET (<c>\p{L}</c>); those know the basic plane only.</summary>
    public void AddCategory(string text) => _categories.Append(text);

    /// <summary>The set, or its complement, as a pattern that matches one code point.</summary>
    public string ToPattern(bool negated)
    {
        if (_categories.Length > 0)
        {
            var members = _categories + Members(_ranges);
            return negated ? $@"(?:{AnyPair}|[^{members}\uD800-\uDC7F\uDD00-\uDFFF])" : $"[{members}]";
        }

        var ranges = Normalized(negated);
        var basic = Members(ranges);
        var pairs = Pairs(ranges);
        return (basic.Length, pairs.Count) switch
        {
            (0, 0) => @"[^\s\S]",
            (_, 0) => $"[{basic}]",
            (0, _) => $"(?:{string.Join('|', pairs)})",
            _ => $"(?:{string.Join('|', pairs)}|[{basic}])",
        };
    }

    private List<(int From, int To)> Normalized(bool negated)
    {
        _ranges.Sort();
        var merged = new List<(int From, int To)>();
        foreach (var (from, to) in _ranges)
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        if (!negated)
        {
            return merged;
        }

        var complement = new List<(int From, int To)>();
        var next = 0;
        foreach (var (from, to) in merged)
        {
            if (from > next)
            {
                complement.Add((next, from - 1));
            }

            next = to + 1;
        }

        if (next <= Last)
        {
            complement.Add((next, Last));
        }

        return complement;
    }

    private static string Members(List<(int From, int To)> ranges)
    {
        var text = new StringBuilder();
        foreach (var (from, to) in ranges)
        {
            // Surrogates only come in pairs, but for those that stand for bytes that are not UTF-8.
            AppendRange(text, from, Math.Min(to, 0xD7FF));
            AppendRange(text, Math.Max(from, 0xDC80), Math.Min(to, 0xDCFF));
            AppendRange(text, Math.Max(from, 0xE000), Math.Min(to, 0xFFFF));
        }

        return text.ToString();
    }

    private static void AppendRange(StringBuilder text, int from, int to)
    {
        if (from <= to)
        {
            text.Append(CultureInfo.InvariantCulture, $@"\u{from:X4}");
            if (to > from)
            {
                text.Append(CultureInfo.InvariantCulture, $@"-\u{to:X4}");
            }
        }
    }

    private static List<string> Pairs(List<(int From, int To)> ranges)
    {
        var pairs = new List<string>();
        foreach (var (from, to) in ranges)
        {
            var start = Math.Max(from, FirstAstral);
            if (start > to)
            {
                continue;
            }

            if (start == FirstAstral && to == Last)
            {
                pairs.Add(AnyPair);
                continue;
            }

            AppendPairs(pairs, start - FirstAstral, to - FirstAstral);
        }

        return pairs;
    }

    private static void AppendPairs(List<string> pairs, int from, int to)
    {
        var (high, low) = (from >> 10, from & 0x3FF);
        var (lastHigh, lastLow) = (to >> 10, to & 0x3FF);
        if (high == lastHigh)
        {
            pairs.Add(Pair(high, high, low, lastLow));
            return;
        }

        if (low > 0)
        {
            pairs.Add(Pair(high, high, low, 0x3FF));
            high++;
        }

        if (lastLow < 0x3FF)
        {
            pairs.Add(Pair(lastHigh, lastHigh, 0, lastLow));
            lastHigh--;
        }

        if (high <= lastHigh)
        {
            pairs.Add(Pair(high, lastHigh, 0, 0x3FF));
        }
    }

    private static string Pair(int high, int lastHigh, int low, int lastLow) => string.Create(
        CultureInfo.InvariantCulture,
        $@"[\u{0xD800 + high:X4}-\u{0xD800 + lastHigh:X4}][\u{0xDC00 + low:X4}-\u{0xDC00 + lastLow:X4}]");
}
