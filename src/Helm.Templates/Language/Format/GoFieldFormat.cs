using System.Buffers;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>One formatted field of <c>fmt</c>: the flags, width and precision of a verb, and the texts and numbers they shape.</summary>
internal sealed class GoFieldFormat(StringBuilder buffer)
{
    private const int MaxRune = 0x10FFFF;

    public bool Minus { get; set; }

    public bool Plus { get; set; }

    public bool Sharp { get; set; }

    public bool Space { get; set; }

    public bool Zero { get; set; }

    /// <summary><c>%+v</c>: structs with field names.</summary>
    public bool PlusV { get; private set; }

    /// <summary><c>%#v</c>: Go syntax.</summary>
    public bool SharpV { get; private set; }

    public int? Width { get; set; }

    public int? Precision { get; set; }

    public void Clear()
    {
        Minus = Plus = Sharp = Space = Zero = PlusV = SharpV = false;
        Width = Precision = null;
    }

    /// <summary>For <c>%v</c>, plus and sharp ask for other forms of the whole value, and no longer shape its numbers.</summary>
    public void UseGoSyntax()
    {
        SharpV = Sharp;
        PlusV = Plus;
        Sharp = Plus = false;
    }

    public void Pad(ReadOnlySpan<char> text)
    {
        var padding = (Width ?? 0) is var width and > 0 ? width - GoText.RuneCount(text) : 0;
        if (padding > 0 && !Minus)
        {
            buffer.Append(Zero ? '0' : ' ', padding);
        }

        buffer.Append(text);
        if (padding > 0 && Minus)
        {
            buffer.Append(' ', padding);
        }
    }

    public void Text(string text) => Pad(Truncate(text));

    public void Quoted(string text)
    {
        text = Truncate(text).ToString();
        Pad(Sharp && GoQuote.CanBackquote(text) ? "`" + text + "`" : GoQuote.Quote(text, '"', asciiOnly: Plus));
    }

    public void Hex(ReadOnlySpan<byte> bytes, bool upper)
    {
        bytes = Precision < bytes.Length ? bytes[..Precision.Value] : bytes;
        if (bytes.IsEmpty)
        {
            buffer.Append(Zero && !Minus ? '0' : ' ', Width ?? 0);
            return;
        }

        var prefix = upper ? "0X" : "0x";
        var width = (2 * bytes.Length) + (Space ? bytes.Length - 1 : 0) + (!Sharp ? 0 : Space ? 2 * bytes.Length : 2);
        var padding = Math.Max((Width ?? 0) - width, 0);
        buffer.Append(Zero && !Minus ? '0' : ' ', Minus ? 0 : padding);
        for (var i = 0; i < bytes.Length; i++)
        {
            buffer.Append(Space && i > 0 ? " " : "").Append(Sharp && (i == 0 || Space) ? prefix : "");
            buffer.Append(upper ? Convert.ToHexString(bytes.Slice(i, 1)) : Convert.ToHexStringLower(bytes.Slice(i, 1)));
        }

        buffer.Append(' ', Minus ? padding : 0);
    }

    /// <summary>Formats an integer; false when the verb is not one for integers.</summary>
    public bool TryInteger(ulong number, bool isSigned, int verb)
    {
        switch (verb)
        {
            case 'v' when SharpV && !isSigned:
                Sharp = true;
                Integer(number, 16, isSigned, verb, upper: false);
                Sharp = false;
                return true;
            case 'v' or 'd':
                Integer(number, 10, isSigned, verb, upper: false);
                return true;
            case 'b':
                Integer(number, 2, isSigned, verb, upper: false);
                return true;
            case 'o' or 'O':
                Integer(number, 8, isSigned, verb, upper: false);
                return true;
            case 'x' or 'X':
                Integer(number, 16, isSigned, verb, upper: verb == 'X');
                return true;
            case 'c':
                Pad(RuneOf(number).ToString());
                return true;
            case 'q':
                Pad(GoQuote.QuoteRune(RuneOf(number).Value, asciiOnly: Plus));
                return true;
            case 'U':
                Unicode(number);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Formats a float; false when the verb is not one for floats.</summary>
    public bool TryFloat(double number, int bits, int verb)
    {
        switch (verb)
        {
            case 'v':
                Float(number, 'g', -1, bits);
                return true;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                Float(number, (char)verb, -1, bits);
                return true;
            case 'f' or 'e' or 'E':
                Float(number, (char)verb, 6, bits);
                return true;
            case 'F':
                Float(number, 'f', 6, bits);
                return true;
            default:
                return false;
        }
    }

    private static Rune RuneOf(ulong number) => number <= MaxRune && Rune.IsValid((int)number) ? new Rune((int)number) : Rune.ReplacementChar;

    private ReadOnlySpan<char> Truncate(string text)
    {
        if (Precision is not { } left || left >= text.Length)
        {
            return text;
        }

        var i = 0;
        for (; left > 0 && i < text.Length; left--)
        {
            i += GoText.DecodeRune(text, i, out _, out _);
        }

        return text.AsSpan(0, i);
    }

    private void Integer(ulong number, int numberBase, bool isSigned, int verb, bool upper)
    {
        var negative = isSigned && (long)number < 0;
        number = negative ? 0 - number : number;
        var digitCount = 0;
        if (Precision is { } precision)
        {
            digitCount = precision;
            if (precision == 0 && number == 0)
            {
                buffer.Append(' ', Width ?? 0);
                return;
            }
        }
        else if (Zero && !Minus && Width is { } width)
        {
            digitCount = width - (negative || Plus || Space ? 1 : 0);
        }

        // Written from the right: 64 binary digits or those asked for, a prefix and a sign.
        var size = Math.Max(digitCount, 64) + 5;
        char[]? rented = null;
        var text = size <= 128 ? stackalloc char[128] : rented = ArrayPool<char>.Shared.Rent(size);
        var start = WriteDigits(text, number, numberBase, upper, digitCount);
        if (Sharp)
        {
            start = numberBase switch
            {
                2 => Prefix(text, start, "0b"),
                8 => text[start] == '0' ? start : Prefix(text, start, "0"),
                16 => Prefix(text, start, upper ? "0X" : "0x"),
                _ => start,
            };
        }

        start = verb == 'O' ? Prefix(text, start, "0o") : start;
        start = negative ? Prefix(text, start, "-") : Plus ? Prefix(text, start, "+") : Space ? Prefix(text, start, " ") : start;
        PadWithoutZeros(text[start..]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static int WriteDigits(Span<char> text, ulong number, int numberBase, bool upper, int digitCount)
    {
        var digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
        var start = text.Length;
        do
        {
            text[--start] = digits[(int)(number % (ulong)numberBase)];
            number /= (ulong)numberBase;
        }
        while (number != 0);

        while (text.Length - start < digitCount)
        {
            text[--start] = '0';
        }

        return start;
    }

    private static int Prefix(Span<char> text, int start, string prefix)
    {
        prefix.CopyTo(text[(start - prefix.Length)..]);
        return start - prefix.Length;
    }

    private void Unicode(ulong number)
    {
        var text = "U+" + number.ToString("X", System.Globalization.CultureInfo.InvariantCulture).PadLeft(Math.Max(Precision ?? 0, 4), '0');
        if (Sharp && number <= MaxRune && GoQuote.IsPrint((int)number))
        {
            text += $" '{new Rune((int)number)}'";
        }

        PadWithoutZeros(text);
    }

    private void PadWithoutZeros(ReadOnlySpan<char> text)
    {
        var zero = Zero;
        Zero = false;
        Pad(text);
        Zero = zero;
    }

    private void Float(double number, char verb, int defaultPrecision, int bits)
    {
        var precision = Precision ?? defaultPrecision;
        var text = GoFloat.Format(number, verb, precision, bits);
        if (text[0] is not ('-' or '+'))
        {
            text = "+" + text;
        }

        if (Space && text[0] == '+' && !Plus)
        {
            text = " " + text[1..];
        }

        if (text[1] is 'I' or 'N')
        {
            PadWithoutZeros(text[1] == 'N' && !Space && !Plus ? text.AsSpan(1) : text);
            return;
        }

        if (Sharp && verb != 'b')
        {
            text = WithPoint(text, verb, precision);
        }

        if (!Plus && text[0] == '+')
        {
            Pad(text.AsSpan(1));
        }
        else if (Zero && !Minus && Width > text.Length)
        {
            // The sign goes before the zeros.
            buffer.Append(text[0]).Append('0', Width.Value - text.Length).Append(text, 1, text.Length - 1);
        }
        else
        {
            Pad(text);
        }
    }

    /// <summary>The sharp flag: always a decimal point, and the zeros that %g drops.</summary>
    private static string WithPoint(string text, char verb, int precision)
    {
        var digits = verb is 'g' or 'G' or 'x' ? (precision < 0 ? 6 : precision) : 0;
        var isHex = verb is 'x' or 'X';
        var tail = text.AsSpan().IndexOfAny(isHex ? "pP" : "eE");
        var number = tail < 0 ? text : text[..tail];
        var hasPoint = false;
        var significant = false;
        foreach (var c in number.AsSpan(1))
        {
            hasPoint |= c == '.';
            significant |= c is not ('.' or '0');
            digits -= significant && c != '.' ? 1 : 0;
        }

        if (!hasPoint)
        {
            digits -= number is [_, '0'] ? 1 : 0;
            number += ".";
        }

        return number + new string('0', Math.Max(digits, 0)) + (tail < 0 ? "" : text[tail..]);
    }
}
