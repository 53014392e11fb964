using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's functions on one text.</summary>
internal static class StringFunctions
{
    private const int ShortestEllipsis = 4;

    public static void Register(FunctionTable.Builder table) => table
        .Add("hello", [], static (in _) => "Hello!")
        .Add("abbrev", [GoType.Int, GoType.String], static (in call) => Abbreviate(call.Text(1), 0, call.Int(0)))
        .Add("abbrevboth", [GoType.Int, GoType.Int, GoType.String], static (in call) => AbbreviateBoth(call.Int(0), call.Int(1), call.Text(2)))
        .Add("trunc", [GoType.Int, GoType.String], static (in call) => Truncate(call.Int(0), call.Text(1)))
        .Add("trim", [GoType.String], static (in call) => call.Text(0).Trim())
        .Add("trimAll", [GoType.String, GoType.String], static (in call) => TrimAll(call.Text(0), call.Text(1)))
        .Alias("trimall", "trimAll")
        .Add("trimPrefix", [GoType.String, GoType.String], static (in call) => TrimPrefix(call.Text(0), call.Text(1)))
        .Add("trimSuffix", [GoType.String, GoType.String], static (in call) => TrimSuffix(call.Text(0), call.Text(1)))
        .Add("upper", [GoType.String], static (in call) => WordText.Upper(call.Text(0)))
        .Add("lower", [GoType.String], static (in call) => WordText.Lower(call.Text(0)))
        .Add("title", [GoType.String], static (in call) => WordText.Title(call.Text(0)))
        .Add("untitle", [GoType.String], static (in call) => WordText.Untitle(call.Text(0)))
        .Add("swapcase", [GoType.String], static (in call) => WordText.SwapCase(call.Text(0)))
        .Add("snakecase", [GoType.String], static (in call) => WordCase.ToLowerWords(call.Text(0), '_'))
        .Add("kebabcase", [GoType.String], static (in call) => WordCase.ToLowerWords(call.Text(0), '-'))
        .Add("camelcase", [GoType.String], static (in call) => WordCase.ToPascal(call.Text(0)))
        .Add("initials", [GoType.String], static (in call) => WordText.Initials(GoText.ToBytes(call.Text(0))))
        .Add("nospace", [GoType.String], static (in call) => WordText.RemoveSpace(call.Text(0)))
        .Add("substr", [GoType.Int, GoType.Int, GoType.String], static (in call) => Substring(call.Int(0), call.Int(1), call.Text(2)))
        .Add("repeat", [GoType.Int, GoType.String], static (in call) => Repeat(call.Int(0), call.Text(1)))
        .Add("wrap", [GoType.Int, GoType.String], static (in call) => Wrap(call.Int(0), "\n", call.Text(1), cutWords: false))
        .Add("wrapWith", [GoType.Int, GoType.String, GoType.String], static (in call) => Wrap(call.Int(0), call.Text(1), call.Text(2), cutWords: true))
        .Add("contains", [GoType.String, GoType.String], static (in call) => call.Text(1).Contains(call.Text(0), StringComparison.Ordinal))
        .Add("hasPrefix", [GoType.String, GoType.String], static (in call) => call.Text(1).StartsWith(call.Text(0), StringComparison.Ordinal))
        .Add("hasSuffix", [GoType.String, GoType.String], static (in call) => call.Text(1).EndsWith(call.Text(0), StringComparison.Ordinal))
        .AddVariadic("quote", [GoType.Any], static (in call) => Quoted(call.Arguments, static v => GoText.Quote(GoValues.TextOf(v))))
        .AddVariadic("squote", [GoType.Any], static (in call) => Quoted(call.Arguments, static v => $"'{GoFormat.Sprint(v)}'"))
        .AddVariadic("cat", [GoType.Any], static (in call) => Quoted(call.Arguments, static v => GoFormat.Sprint(v)))
        .Add("indent", [GoType.Int, GoType.String], static (in call) => Indent(call.Int(0), call.Text(1), ""))
        .Add("nindent", [GoType.Int, GoType.String], static (in call) => Indent(call.Int(0), call.Text(1), "\n"))
        .Add("replace", [GoType.String, GoType.String, GoType.String], static (in call) => Replace(call.Text(0), call.Text(1), call.Text(2)))
        .Add("plural", [GoType.String, GoType.String, GoType.Int], static (in call) => call.Int(2) == 1 ? call.Text(0) : call.Text(1))
        .Add("toString", [GoType.Any], static (in call) => GoValues.TextOf(call[0]))
        .Add("shuffle", [GoType.String], static (in call) => Shuffle(call.Text(0)));

    /// <summary>Prefixes every line, empty ones too.</summary>
    internal static string Indent(long spaces, string text, string before)
    {
        if (spaces < 0)
        {
            throw new GoErrorException("strings: negative Repeat count");
        }

        var lines = text.AsSpan().Count('\n');
        SizeLimits.CheckText(((lines + 1.0) * spaces) + text.Length);
        var length = before.Length + text.Length + ((lines + 1) * (int)spaces);
        return string.Create(length, (text, spaces: (int)spaces, before), static (output, state) =>
        {
            state.before.CopyTo(output);
            output = output[state.before.Length..];
            var rest = state.text.AsSpan();
            while (true)
            {
                output[..state.spaces].Fill(' ');
                output = output[state.spaces..];
                var end = rest.IndexOf('\n');
                var line = end < 0 ? rest : rest[..(end + 1)];
                line.CopyTo(output);
                if (end < 0)
                {
                    return;
                }

                output = output[line.Length..];
                rest = rest[line.Length..];
            }
        });
    }

    private static string Truncate(nint count, string text)
    {
        // Short ASCII texts, which names are, need no counting of bytes.
        var length = GoText.ByteLength(text);
        return count < 0 && length + count > 0 ? GoText.Slice(text, (int)(length + count), length)
            : count >= 0 && length > count ? GoText.Slice(text, 0, (int)count)
            : text;
    }

    private static string Substring(nint start, nint end, string text)
    {
        var length = GoText.ByteLength(text);
        var (from, to) = start < 0 ? (0, end) : end < 0 || end > length ? (start, length) : (start, end);
        if (to < 0 || to > length)
        {
            throw new GoErrorException($"runtime error: slice bounds out of range [:{to}]{(to > length ? $" with length {length}" : "")}");
        }

        return from > to
            ? throw new GoErrorException(end < 0 || end > length ? $"runtime error: slice bounds out of range [{from}:{length}]" : $"runtime error: slice bounds out of range [{from}:{to}]")
            : GoText.Slice(text, (int)from, (int)to);
    }

    /// <summary>Cuts with dots in the middle of nowhere: the rules of goutils, whose lengths are bytes.</summary>
    private static string Abbreviate(string text, nint offset, nint width)
    {
        var length = GoText.ByteLength(text);
        if (width < ShortestEllipsis || length <= width)
        {
            return text;
        }

        offset = offset > length ? length : offset;
        if (length - offset < width - 3)
        {
            offset = length - (width - 3);
        }

        if (offset <= ShortestEllipsis)
        {
            return GoText.Slice(text, 0, (int)(width - 3)) + "...";
        }

        if (width < 7)
        {
            return "";
        }

        return offset + (width - 3) < length
            ? "..." + Abbreviate(GoText.Slice(text, (int)offset, length), 0, width - 3)
            : "..." + GoText.Slice(text, (int)(length - (width - 3)), length);
    }

    private static string AbbreviateBoth(nint left, nint right, string text) =>
        right < ShortestEllipsis || (left > 0 && right < 7) ? text : Abbreviate(text, left, right);

    private static string TrimAll(string set, string text) => set.Length == 0 ? text : text.Trim(set.ToCharArray());

    private static string TrimPrefix(string prefix, string text) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    private static string TrimSuffix(string suffix, string text) =>
        text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    private static string Repeat(nint count, string text)
    {
        if (count < 0)
        {
            throw new GoErrorException("strings: negative Repeat count");
        }

        SizeLimits.CheckText((double)count * text.Length);
        return text.Length == 0 || count == 0 ? "" : new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    private static string Wrap(nint width, string newline, string text, bool cutWords)
    {
        if (newline.Length == 0)
        {
            newline = "\n";
        }

        SizeLimits.CheckText((double)newline.Length * text.Length);
        return GoText.FromBytes(WordText.Wrap(GoText.ToBytes(text), width, GoText.ToBytes(newline), cutWords));
    }

    private static string Quoted(object?[] values, Func<object?, string> quote) => values is [{ } only]
        ? quote(only)
        : string.Join(' ', values.Where(v => v is not null).Select(quote));

    private static string Replace(string old, string replacement, string text)
    {
        if (old.Length > 0)
        {
            SizeLimits.CheckText(replacement.Length <= old.Length ? text.Length : text.Length + ((double)text.Length / old.Length * (replacement.Length - old.Length)));
            return text.Replace(old, replacement, StringComparison.Ordinal);
        }

        // The empty text is found before every character and at the end.
        SizeLimits.CheckText(text.Length * (replacement.Length + 1.0));
        var output = new StringBuilder(replacement);
        for (var i = 0; i < text.Length; i++)
        {
            output.Append(text[i]);
            if (!char.IsSurrogatePair(text, i))
            {
                output.Append(replacement);
            }
        }

        return output.ToString();
    }

    private static string Shuffle(string text)
    {
        var characters = StringInfo.ParseCombiningCharacters(text).Length == text.Length
            ? text.Select(c => c.ToString()).ToArray()
            : [.. text.EnumerateRunes().Select(r => r.ToString())];
        RandomNumberGenerator.Shuffle(characters.AsSpan());
        return string.Concat(characters);
    }
}
