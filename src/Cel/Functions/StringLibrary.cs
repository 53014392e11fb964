using System.Text;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>cel-go's string extensions. Positions and lengths count code points.</summary>
internal static class StringLibrary
{
    public static void Load(FunctionTable table)
    {
        table
            .Member("charAt", [Str, Int], Str, arguments => CharAt(Text(arguments[0]), Number(arguments[1])))
            .Member("indexOf", [Str, Str], Int, arguments => IndexOf(Text(arguments[0]), Text(arguments[1]), 0))
            .Member("indexOf", [Str, Str, Int], Int, arguments => IndexOf(Text(arguments[0]), Text(arguments[1]), Number(arguments[2])))
            .Member("lastIndexOf", [Str, Str], Int, arguments => LastIndexOf(Text(arguments[0]), Text(arguments[1])))
            .Member("lastIndexOf", [Str, Str, Int], Int, arguments => LastIndexOf(Text(arguments[0]), Text(arguments[1]), Number(arguments[2])))
            .Member("lowerAscii", [Str], Str, arguments => Of(string.Create(Text(arguments[0]).Length, Text(arguments[0]), static (span, text) => Ascii(span, text, char.IsAsciiLetterUpper))))
            .Member("upperAscii", [Str], Str, arguments => Of(string.Create(Text(arguments[0]).Length, Text(arguments[0]), static (span, text) => Ascii(span, text, char.IsAsciiLetterLower))))
            .Member("replace", [Str, Str, Str], Str, arguments => Replace(Text(arguments[0]), Text(arguments[1]), Text(arguments[2]), -1))
            .Member("replace", [Str, Str, Str, Int], Str, arguments => Replace(Text(arguments[0]), Text(arguments[1]), Text(arguments[2]), Number(arguments[3])))
            .Member("split", [Str, Str], List(Str), arguments => Split(Text(arguments[0]), Text(arguments[1]), -1))
            .Member("split", [Str, Str, Int], List(Str), arguments => Split(Text(arguments[0]), Text(arguments[1]), Number(arguments[2])))
            .Member("substring", [Str, Int], Str, arguments => Substring(Text(arguments[0]), Number(arguments[1]), null))
            .Member("substring", [Str, Int, Int], Str, arguments => Substring(Text(arguments[0]), Number(arguments[1]), Number(arguments[2])))
            .Member("trim", [Str], Str, arguments => Of(Text(arguments[0]).Trim()))
            .Member("reverse", [Str], Str, arguments => Of(CodePoints.Join([.. CodePoints.Split(Text(arguments[0])).Reverse()])))
            .Member("join", [List(Str)], Str, arguments => Join((ListValue)arguments[0], ""))
            .Member("join", [List(Str), Str], Str, arguments => Join((ListValue)arguments[0], Text(arguments[1])))
            .Member("format", [Str, List(Dyn)], Str, arguments => StringFormat.Format(Text(arguments[0]), (ListValue)arguments[1]))
            .Global("strings.quote", [Str], Str, arguments => Of(Quote(Text(arguments[0]))));

        foreach (var name in (string[])["charAt", "lowerAscii", "upperAscii", "split", "substring", "trim", "reverse", "join", "format", "strings.quote", "replace"])
        {
            table[name].Cost = CostModel.First;
        }

        table["indexOf"].Cost = table["lastIndexOf"].Cost = CostModel.Search;
    }

    private static string Text(CelValue value) => ((StringValue)value).Value;

    private static long Number(CelValue value) => ((IntValue)value).Value;

    private static StringValue Of(string text) => new(text);

    private static ErrorValue OutOfRange(long index) => new($"index out of range: {index}");

    private static void Ascii(Span<char> target, string text, Func<char, bool> changes)
    {
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = changes(text[i]) ? (char)(text[i] ^ 0x20) : text[i];
        }
    }

    private static CelValue CharAt(string text, long index)
    {
        var runes = CodePoints.Split(text);
        return index < 0 || index > runes.Length ? OutOfRange(index) : Of(index == runes.Length ? "" : runes[index].ToString());
    }

    private static CelValue IndexOf(string text, string part, long offset)
    {
        if (part.Length == 0)
        {
            return new IntValue(offset);
        }

        if (offset < 0)
        {
            return OutOfRange(offset);
        }

        if (CodePoints.AreChars(text))
        {
            return new IntValue(offset >= text.Length ? -1 : text.IndexOf(part, (int)offset, StringComparison.Ordinal));
        }

        var runes = CodePoints.Split(text);
        return new IntValue(offset >= runes.Length ? -1 : runes.AsSpan((int)offset).IndexOf(CodePoints.Split(part)) is var at and >= 0 ? at + offset : -1);
    }

    private static CelValue LastIndexOf(string text, string part) =>
        part.Length == 0 ? new IntValue(CodePoints.Count(text))
        : text.Length == 0 ? new IntValue(-1)
        : LastIndexOf(text, part, CodePoints.Count(text) - 1);

    private static CelValue LastIndexOf(string text, string part, long offset)
    {
        if (part.Length == 0)
        {
            return new IntValue(offset);
        }

        if (offset < 0)
        {
            return OutOfRange(offset);
        }

        var (runes, sought) = (CodePoints.Split(text), CodePoints.Split(part));
        if (offset >= runes.Length || sought.Length > runes.Length)
        {
            return new IntValue(-1);
        }

        var start = (int)Math.Min(offset, runes.Length - sought.Length);
        return new IntValue(runes.AsSpan(0, start + sought.Length).LastIndexOf(sought));
    }

    /// <summary>Go's strings.Replace: an empty old text matches before each code point and at the end; a negative count means all.</summary>
    private static CelValue Replace(string text, string old, string replacement, long count)
    {
        if (count == 0 || string.Equals(old, replacement, StringComparison.Ordinal))
        {
            return Of(text);
        }

        var limit = count < 0 ? long.MaxValue : count;
        var matches = old.Length == 0 ? CodePoints.Count(text) + 1 : text.AsSpan().Count(old);
        if (text.Length + (Math.Min(matches, limit) * Math.Max(0, replacement.Length - old.Length)) > Arithmetic.MaxLength)
        {
            return Arithmetic.TooLong;
        }

        var result = new StringBuilder();
        var at = 0;
        for (; limit > 0; limit--)
        {
            var next = old.Length == 0 ? at : text.IndexOf(old, at, StringComparison.Ordinal);
            if (next < 0)
            {
                break;
            }

            result.Append(text, at, next - at).Append(replacement);
            at = next + old.Length;
            if (old.Length == 0)
            {
                if (at >= text.Length)
                {
                    break;
                }

                var length = char.IsSurrogatePair(text, at) ? 2 : 1;
                result.Append(text, at, length);
                at += length;
            }
        }

        return Of(result.Append(text, at, text.Length - at).ToString());
    }

    /// <summary>Go's strings.SplitN: an empty separator splits into code points; a negative count means all, zero none.</summary>
    private static ArrayListValue Split(string text, string separator, long count)
    {
        if (count == 0)
        {
            return ArrayListValue.Empty;
        }

        var limit = count < 0 || count > int.MaxValue ? int.MaxValue : (int)count;
        if (separator.Length > 0)
        {
            return ArrayListValue.OfStrings(text.Split(separator, limit));
        }

        var runes = CodePoints.Split(text);
        var single = Math.Min(limit, runes.Length) - (limit < runes.Length ? 1 : 0);
        var parts = runes.Take(single).Select(rune => rune.ToString());
        return ArrayListValue.OfStrings(single < runes.Length ? parts.Append(CodePoints.Join(runes.AsSpan(single))) : parts);
    }

    private static CelValue Substring(string text, long start, long? end)
    {
        if (start > end)
        {
            return new ErrorValue($"invalid substring range. start: {start}, end: {end}");
        }

        var plain = CodePoints.AreChars(text);
        var runes = plain ? [] : CodePoints.Split(text);
        var length = plain ? text.Length : runes.Length;
        if (start < 0 || start > length)
        {
            return OutOfRange(start);
        }

        var stop = end ?? length;
        if (stop > length)
        {
            return OutOfRange(stop);
        }

        return Of(plain ? text[(int)start..(int)stop] : CodePoints.Join(runes.AsSpan((int)start, (int)(stop - start))));
    }

    private static CelValue Join(ListValue list, string separator)
    {
        var text = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not StringValue element)
            {
                return new ErrorValue($"join: invalid input: {list[i]}");
            }

            text.Append(i == 0 ? "" : separator).Append(element.Value);
            if (text.Length > Arithmetic.MaxLength)
            {
                return Arithmetic.TooLong;
            }
        }

        return Of(text.ToString());
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\v' => quoted.Append("\\v"),
                '\\' => quoted.Append("\\\\"),
                '"' => quoted.Append("\\\""),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append('"').ToString();
    }
}
