using System.Text;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Go-yaml's order of string keys: see <see cref="YamlKeyOrder.Sorted"/>.</summary>
internal sealed class YamlKeyComparer : IComparer<string>
{
    private readonly YamlLayout _layout;

    private YamlKeyComparer(YamlLayout layout) => _layout = layout;

    public static YamlKeyComparer Instance { get; } = new(YamlLayout.Kubernetes);

    /// <summary>Go-yaml v3's order: after a digit, a letter comes before another character.</summary>
    public static YamlKeyComparer Indented { get; } = new(YamlLayout.Indented);

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var i = 0;
        var common = Math.Min(a.Length, b.Length);
        while (i < common && a[i] == b[i])
        {
            i++;
        }

        if (i == common)
        {
            return a.Length.CompareTo(b.Length);
        }

        if (char.IsLowSurrogate(a[i]) && i > 0)
        {
            i--;
        }

        Rune.DecodeFromUtf16(a.AsSpan(i), out var ra, out _);
        Rune.DecodeFromUtf16(b.AsSpan(i), out var rb, out _);
        var letterA = Rune.IsLetter(ra);
        var letterB = Rune.IsLetter(rb);
        if (letterA != letterB)
        {
            var lettersFirst = _layout == YamlLayout.Indented && i > 0 && char.IsDigit(a[i - 1]);
            return letterB != lettersFirst ? -1 : 1;
        }

        return letterA ? ra.Value.CompareTo(rb.Value) : CompareNumbers(a, b, i, ra.Value.CompareTo(rb.Value));
    }

    /// <summary>Compares the runs of digits that start where the keys differ.</summary>
    private static int CompareNumbers(string a, string b, int at, int otherwise)
    {
        var lead = 0L;
        if (a[at] == '0' || b[at] == '0')
        {
            // A zero inside a longer number counts as a digit, one at its start does not.
            for (var j = at - 1; j >= 0 && char.IsDigit(a[j]); j--)
            {
                if (a[j] != '0')
                {
                    lead = 1;
                    break;
                }
            }
        }

        var (numberA, endA) = Number(a, at, lead);
        var (numberB, endB) = Number(b, at, lead);
        return numberA != numberB ? numberA.CompareTo(numberB)
            : endA != endB ? endA.CompareTo(endB)
            : otherwise;
    }

    private static (long Value, int End) Number(string text, int from, long lead)
    {
        var value = lead;
        var end = from;
        while (end < text.Length && char.IsDigit(text[end]))
        {
            value = unchecked((value * 10) + (text[end++] - '0'));
        }

        return (value, end);
    }
}
