using System.Buffers;
using System.Text;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>Strings of the language are sequences of Unicode code points; .NET's are UTF-16. Text without surrogates takes the short way.</summary>
internal static class CodePoints
{
    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

    public static bool AreChars(string text) => !text.AsSpan().ContainsAny(Surrogates);

    public static int Count(string text)
    {
        if (AreChars(text))
        {
            return text.Length;
        }

        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    public static Rune[] Split(string text) => [.. text.EnumerateRunes()];

    public static string Join(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder(runes.Length);
        foreach (var rune in runes)
        {
            text.Append(rune);
        }

        return text.ToString();
    }

    /// <summary>Order by code point, which is the order of the UTF-8 bytes; UTF-16 order differs above U+FFFF.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[common], right[common]);
        var (aPair, bPair) = (char.IsSurrogate(a), char.IsSurrogate(b));
        return aPair == bPair ? a.CompareTo(b) : aPair ? 1 : -1;
    }
}
