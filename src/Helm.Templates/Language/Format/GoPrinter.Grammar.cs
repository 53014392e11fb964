namespace GitOpsToolkit.Helm.Templates.Language;

/// <content>The grammar of format strings: flags, argument indexes, width, precision, verb, and the inline error texts.</content>
internal sealed partial class GoPrinter
{
    // Beyond a million, Go takes a width or precision for a mistake.
    private const int MaxWidth = 1_000_000;

    private bool reordered;
    private bool goodIndex;

    public void PrintFormat(string format, ReadOnlySpan<object?> operands)
    {
        var next = 0;
        var afterIndex = false;
        reordered = false;
        for (var i = 0; i < format.Length;)
        {
            goodIndex = true;
            var percent = format.IndexOf('%', i);
            buffer.Append(format, i, (percent < 0 ? format.Length : percent) - i);
            if (percent < 0)
            {
                break;
            }

            i = percent + 1;
            field.Clear();
            i = Flags(format, i);

            // Width and precision each may follow an explicit index, as may the verb.
            (next, i, afterIndex) = ArgumentIndex(format, i, next, operands.Length);
            Width(format, ref i, operands, ref next, ref afterIndex);
            Precision(format, ref i, operands, ref next, ref afterIndex);
            if (!afterIndex)
            {
                (next, i, afterIndex) = ArgumentIndex(format, i, next, operands.Length);
            }

            if (i >= format.Length)
            {
                buffer.Append("%!(NOVERB)");
                break;
            }

            i += GoText.DecodeRune(format, i, out var verb, out _);
            Verb(verb, operands, ref next);
        }

        if (!reordered && next < operands.Length)
        {
            Extra(operands[next..]);
        }
    }

    private void Verb(int verb, ReadOnlySpan<object?> operands, ref int next)
    {
        if (verb == '%')
        {
            buffer.Append('%');
        }
        else if (!goodIndex)
        {
            buffer.Append("%!").Append(RuneText(verb)).Append("(BADINDEX)");
        }
        else if (next >= operands.Length)
        {
            buffer.Append("%!").Append(RuneText(verb)).Append("(MISSING)");
        }
        else if (verb == 'w')
        {
            // %w is for errors that wrap, which Sprintf does not make.
            field.UseGoSyntax();
            BadVerb(operands[next++], verb);
        }
        else
        {
            if (verb == 'v')
            {
                field.UseGoSyntax();
            }

            PrintOperand(operands[next++], verb);
        }
    }

    private int Flags(string format, int i)
    {
        for (; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '#':
                    field.Sharp = true;
                    break;
                case '0':
                    field.Zero = true;
                    break;
                case '+':
                    field.Plus = true;
                    break;
                case '-':
                    field.Minus = true;
                    break;
                case ' ':
                    field.Space = true;
                    break;
                default:
                    return i;
            }
        }

        return i;
    }

    private void Width(string format, ref int i, ReadOnlySpan<object?> operands, ref int next, ref bool afterIndex)
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            field.Width = IntOperand(operands, ref next);
            if (field.Width is null)
            {
                buffer.Append("%!(BADWIDTH)");
            }
            else if (field.Width < 0)
            {
                field.Width = -field.Width;
                field.Minus = true;
                field.Zero = false;
            }

            afterIndex = false;
            return;
        }

        field.Width = Number(format, ref i, format.Length);
        if (afterIndex && field.Width is not null)
        {
            goodIndex = false;
        }
    }

    private void Precision(string format, ref int i, ReadOnlySpan<object?> operands, ref int next, ref bool afterIndex)
    {
        if (i + 1 >= format.Length || format[i] != '.')
        {
            return;
        }

        i++;
        if (afterIndex)
        {
            goodIndex = false;
        }

        (next, i, afterIndex) = ArgumentIndex(format, i, next, operands.Length);
        if (i < format.Length && format[i] == '*')
        {
            i++;
            field.Precision = IntOperand(operands, ref next);
            if (field.Precision < 0)
            {
                field.Precision = null;
            }

            if (field.Precision is null)
            {
                buffer.Append("%!(BADPREC)");
            }

            afterIndex = false;
            return;
        }

        field.Precision = Number(format, ref i, format.Length) ?? 0;
    }

    private void Extra(ReadOnlySpan<object?> operands)
    {
        field.Clear();
        buffer.Append("%!(EXTRA ");
        for (var i = 0; i < operands.Length; i++)
        {
            buffer.Append(i == 0 ? "" : ", ");
            if (operands[i] is null)
            {
                buffer.Append(Nil);
            }
            else
            {
                buffer.Append(GoType.Of(operands[i])!.Name).Append('=');
                PrintOperand(operands[i], 'v');
            }
        }

        buffer.Append(')');
    }

    private (int Next, int Index, bool Found) ArgumentIndex(string format, int i, int next, int count)
    {
        if (i >= format.Length || format[i] != '[')
        {
            return (next, i, false);
        }

        reordered = true;
        var close = format.Length - i < 3 ? -1 : format.IndexOf(']', i + 1);
        if (close < 0)
        {
            goodIndex = false;
            return (next, i + 1, false);
        }

        var at = i + 1;
        var number = Number(format, ref at, close);
        if (number is null || at != close)
        {
            goodIndex = false;
            return (next, close + 1, false);
        }

        if (number >= 1 && number <= count)
        {
            return (number.Value - 1, close + 1, true);
        }

        goodIndex = false;
        return (next, close + 1, true);
    }

    /// <summary>A decimal number at <paramref name="i"/>; null when there is none. One that is too large ends the search, as in Go.</summary>
    private static int? Number(string format, ref int i, int end)
    {
        int? number = null;
        for (; i < end && char.IsAsciiDigit(format[i]); i++)
        {
            if (number > MaxWidth)
            {
                i = end;
                return null;
            }

            number = ((number ?? 0) * 10) + format[i] - '0';
        }

        return number;
    }

    private static int? IntOperand(ReadOnlySpan<object?> operands, ref int next)
    {
        if (next >= operands.Length)
        {
            return null;
        }

        long? number = operands[next++] switch
        {
            nint n => n,
            long n => n,
            int n => n,
            short n => n,
            sbyte n => n,
            byte n => n,
            ushort n => n,
            uint n => n,
            ulong n when n <= MaxWidth => (long)n,
            nuint n when n <= MaxWidth => (long)n,
            _ => null,
        };
        return number is >= -MaxWidth and <= MaxWidth ? (int)number : null;
    }
}
