namespace GitOpsToolkit.Helm.Templates.Functions.Regex;

/// <summary>Named classes of RE2.</summary>
internal static class UnicodeClasses
{
    private static readonly Dictionary<string, int[]> Scripts = new(StringComparer.Ordinal)
    {
        ["Latin"] = [0x41, 0x5A, 0x61, 0x7A, 0xAA, 0xAA, 0xBA, 0xBA, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x2B8, 0x2E0, 0x2E4, 0x1D00, 0x1D25, 0x1E00, 0x1EFF, 0x2C60, 0x2C7F, 0xA722, 0xA787, 0xFB00, 0xFB06, 0xFF21, 0xFF3A, 0xFF41, 0xFF5A],
        ["Greek"] = [0x370, 0x373, 0x375, 0x377, 0x37A, 0x37D, 0x37F, 0x37F, 0x384, 0x384, 0x386, 0x386, 0x388, 0x3E1, 0x3F0, 0x3FF, 0x1D26, 0x1D2A, 0x1F00, 0x1FFE, 0x2126, 0x2126],
        ["Cyrillic"] = [0x400, 0x484, 0x487, 0x52F, 0x1C80, 0x1C8A, 0x1D2B, 0x1D2B, 0x2DE0, 0x2DFF, 0xA640, 0xA69F],
        ["Hebrew"] = [0x591, 0x5C7, 0x5D0, 0x5EA, 0x5EF, 0x5F4, 0xFB1D, 0xFB4F],
        ["Arabic"] = [0x600, 0x604, 0x606, 0x60B, 0x60D, 0x61A, 0x61C, 0x61E, 0x620, 0x63F, 0x641, 0x64A, 0x656, 0x66F, 0x671, 0x6DC, 0x6DE, 0x6FF, 0x750, 0x77F, 0xFB50, 0xFDFF, 0xFE70, 0xFEFC],
        ["Devanagari"] = [0x900, 0x950, 0x955, 0x963, 0x966, 0x97F, 0xA8E0, 0xA8FF],
        ["Thai"] = [0xE01, 0xE3A, 0xE40, 0xE5B],
        ["Hangul"] = [0x1100, 0x11FF, 0x302E, 0x302F, 0x3131, 0x318E, 0x3200, 0x321E, 0x3260, 0x327E, 0xA960, 0xA97C, 0xAC00, 0xD7A3, 0xD7B0, 0xD7FB],
        ["Hiragana"] = [0x3041, 0x3096, 0x309D, 0x309F, 0x1F200, 0x1F200],
        ["Katakana"] = [0x30A1, 0x30FA, 0x30FD, 0x30FF, 0x31F0, 0x31FF, 0x32D0, 0x32FE, 0x3300, 0x3357, 0xFF66, 0xFF6F, 0xFF71, 0xFF9D],
        ["Han"] = [0x2E80, 0x2E99, 0x2E9B, 0x2EF3, 0x2F00, 0x2FD5, 0x3005, 0x3005, 0x3007, 0x3007, 0x3021, 0x3029, 0x3038, 0x303B, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAD9, 0x20000, 0x323AF],
    };

    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal)
    {
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cs",
    };

    /// <summary>ASCII members of <c>[:name:]</c> as pairs of first and last; null when there is no such class.</summary>
    public static string? Posix(string name) => name switch
    {
        "alnum" => "09AZaz",
        "alpha" => "AZaz",
        "ascii" => "\0\x7F",
        "blank" => "\t\t  ",
        "cntrl" => "\0\x1F\x7F\x7F",
        "digit" => "09",
        "graph" => "!~",
        "lower" => "az",
        "print" => " ~",
        "punct" => "!/:@[`{~",
        "space" => "\t\r  ",
        "upper" => "AZ",
        "word" => "09AZ__az",
        "xdigit" => "09AFaf",
        _ => null,
    };

    /// <summary>ASCII members of <c>\d</c>, <c>\s</c> and <c>\w</c>; null for another letter.</summary>
    public static string? Perl(char letter) => letter switch
    {
        'd' => "09",
        's' => "\t\n\f\r  ",
        'w' => "09AZ__az",
        _ => null,
    };

    /// <summary>Adds a general category or a script; false when the name is neither.</summary>
    public static bool AddTo(RuneSet set, string name, bool negated)
    {
        if (name == "Any")
        {
            if (!negated)
            {
                set.Add(0, 0x10FFFF);
            }

            return true;
        }

        if (Categories.Contains(name))
        {
            set.AddCategory($@"\{(negated ? 'P' : 'p')}{{{name}}}");
            return true;
        }

        if (!Scripts.TryGetValue(name, out var ranges))
        {
            return false;
        }

        var next = 0;
        for (var i = 0; i < ranges.Length; i += 2)
        {
            if (!negated)
            {
                set.Add(ranges[i], ranges[i + 1]);
            }
            else if (ranges[i] > next)
            {
                set.Add(next, ranges[i] - 1);
            }

            next = ranges[i + 1] + 1;
        }

        if (negated)
        {
            set.Add(next, 0x10FFFF);
        }

        return true;
    }
}
