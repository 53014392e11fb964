using System.Numerics;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A numeric literal of a template and the values it has as each Go type.</summary>
internal sealed class NumberLiteral
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    private NumberLiteral(string text) => Text = text;

    public string Text { get; }

    public bool IsInt { get; private set; }

    public bool IsUint { get; private set; }

    public bool IsFloat { get; private set; }

    public bool IsComplex { get; private set; }

    public long Int { get; private set; }

    public ulong Uint { get; private set; }

    public double Float { get; private set; }

    public Complex Complex { get; private set; }

    /// <summary>Whether, where both will do, the literal is a float64 rather than an int.</summary>
    public bool LooksLikeFloat =>
        Text[0] != '\'' && Text.AsSpan().IndexOfAny(".eEpP") >= 0
        && !(Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && Text.AsSpan().IndexOfAny("pP") < 0);

    /// <summary>Reads a literal.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="kind">Number, complex or character constant.</param>
    /// <param name="error">Go's message when it is none.</param>
    public static NumberLiteral? Read(string text, TokenKind kind, out string error)
    {
        error = "";
        var number = new NumberLiteral(text);
        switch (kind)
        {
            case TokenKind.CharConstant:
                return number.ReadChar(ref error) ? number : null;
            case TokenKind.Complex:
                return number.ReadComplex(ref error) ? number : null;
        }

        if (text.EndsWith('i') && TryReadFloat(text[..^1], out var imaginary))
        {
            number.SetComplex(new Complex(0, imaginary));
            return number;
        }

        return number.ReadReal(ref error) ? number : null;
    }

    private bool ReadChar(ref string error)
    {
        var inner = Text[1..^1];
        var index = 0;
        if (!GoQuote.TryReadChar(inner, ref index, '\'', out var rune, out _))
        {
            error = "invalid syntax";
            return false;
        }

        if (index != inner.Length)
        {
            error = "malformed character constant: " + Text;
            return false;
        }

        IsInt = IsUint = IsFloat = true;
        Int = rune;
        Uint = (ulong)rune;
        Float = rune;
        return true;
    }

    private bool ReadComplex(ref string error)
    {
        // The sign of the imaginary part is the last one that does not belong to an exponent.
        var split = Text.Length - 1;
        while (split > 0 && !(Text[split] is '+' or '-' && Text[split - 1] is not ('e' or 'E' or 'p' or 'P')))
        {
            split--;
        }

        if (!TryReadFloat(Text[..split], out var real) || !TryReadFloat(Text[split..^1], out var imaginary))
        {
            error = "syntax error scanning complex number";
            return false;
        }

        SetComplex(new Complex(real, imaginary));
        return true;
    }

    private void SetComplex(Complex value)
    {
        IsComplex = true;
        Complex = value;
        if (value.Imaginary == 0)
        {
            IsFloat = true;
            SetIntegersFromFloat(value.Real);
        }
    }

    private bool ReadReal(ref string error)
    {
        if (TryReadUint(Text, out var magnitude))
        {
            IsUint = true;
            Uint = magnitude;
        }

        if (TryReadInt(Text, out var integer))
        {
            IsInt = true;
            Int = integer;
            IsUint |= integer == 0;
        }

        if (IsInt || IsUint)
        {
            IsFloat = true;
            Float = IsInt ? Int : Uint;
            return true;
        }

        if (!TryReadFloat(Text, out var value))
        {
            error = "illegal number syntax: " + GoText.Quote(Text);
            return false;
        }

        if (Text.AsSpan().IndexOfAny(".eEpP") < 0)
        {
            error = "integer overflow: " + GoText.Quote(Text);
            return false;
        }

        IsFloat = true;
        SetIntegersFromFloat(value);
        return true;
    }

    private void SetIntegersFromFloat(double value)
    {
        Float = value;
        if (value is >= -TwoTo63 and < TwoTo63 && Math.Truncate(value) == value)
        {
            IsInt = true;
            Int = (long)value;
        }

        if (value is >= 0 and < TwoTo64 && Math.Truncate(value) == value)
        {
            IsUint = true;
            Uint = (ulong)value;
        }
    }

    private static bool TryReadInt(string text, out long value)
    {
        value = 0;
        var negative = text.StartsWith('-');
        if (!TryReadUint(text[0] is '+' or '-' ? text[1..] : text, out var magnitude) || magnitude > (ulong)long.MaxValue + (negative ? 1UL : 0UL))
        {
            return false;
        }

        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    /// <summary><c>strconv.ParseUint(text, 0, 64)</c>.</summary>
    private static bool TryReadUint(string text, out ulong value)
    {
        value = 0;
        var (numberBase, digits) = text switch
        {
            ['0', 'x' or 'X', ..] => (16, text[2..]),
            ['0', 'o' or 'O', ..] => (8, text[2..]),
            ['0', 'b' or 'B', ..] => (2, text[2..]),
            ['0', _, ..] => (8, text[1..]),
            _ => (10, text),
        };
        if (digits.Length == 0 || !UnderscoresSeparateDigits(text))
        {
            return false;
        }

        foreach (var c in digits)
        {
            if (c == '_')
            {
                continue;
            }

            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= numberBase)
            {
                return false;
            }

            var next = ((UInt128)value * (ulong)numberBase) + (ulong)digit;
            if (next > ulong.MaxValue)
            {
                return false;
            }

            value = (ulong)next;
        }

        return true;
    }

    private static bool TryReadFloat(string text, out double value)
    {
        value = 0;
        return UnderscoresSeparateDigits(text) && GoFloat.TryParse(text.Replace("_", "", StringComparison.Ordinal), out value);
    }

    /// <summary>Go's rule: an underscore stands between digits, or between a base prefix and a digit.</summary>
    private static bool UnderscoresSeparateDigits(string text)
    {
        var rest = text.AsSpan();
        rest = rest is ['+' or '-', ..] ? rest[1..] : rest;
        var before = '^';
        var hex = false;
        if (rest is ['0', 'x' or 'X' or 'o' or 'O' or 'b' or 'B', ..])
        {
            before = '0';
            hex = rest[1] is 'x' or 'X';
            rest = rest[2..];
        }

        foreach (var c in rest)
        {
            if (char.IsAsciiDigit(c) || (hex && char.IsAsciiHexDigit(c)))
            {
                before = '0';
            }
            else if (c == '_')
            {
                if (before != '0')
                {
                    return false;
                }

                before = '_';
            }
            else if (before == '_')
            {
                return false;
            }
            else
            {
                before = '!';
            }
        }

        return before != '_';
    }
}
