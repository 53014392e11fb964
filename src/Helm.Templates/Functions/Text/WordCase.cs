using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Text;

/// <summary>The case conversions of huandu/xstrings 1.5, as sprig exposes them.</summary>
internal static class WordCase
{
    private enum Word
    {
        None,
        Number,
        UpperCase,
        Letters,
        Connector,
        Punctuation,
        Other,
    }

    /// <summary><c>http_server</c> becomes <c>HttpServer</c>, as does <c>HTTP_SERVER</c>; connectors at the start stay.</summary>
    public static string ToPascal(string text)
    {
        var output = new StringBuilder(text.Length);
        var at = 0;
        while (at < text.Length && IsConnector(text, at))
        {
            output.Append(text[at++]);
        }

        string? pending = null;
        var (atWordStart, lowers) = (true, false);
        for (; at < text.Length;)
        {
            var rune = RuneText(text, at);
            if (IsConnector(text, at))
            {
                // The last of several connectors goes, the others stay; one at the very end stays, too.
                output.Append(pending);
                (pending, atWordStart, lowers) = (rune, true, false);
            }
            else if (atWordStart)
            {
                lowers = char.IsUpper(text, at);
                output.Append(WordText.Upper(rune));
                (pending, atWordStart) = (null, false);
            }
            else
            {
                // A run of capitals after a capital is lowered.
                lowers &= char.IsUpper(text, at);
                output.Append(lowers ? WordText.Lower(rune) : rune);
            }

            at += rune.Length;
        }

        return output.Append(pending).ToString();
    }

    /// <summary><c>FirstName</c> becomes <c>first_name</c>, or with a dash as connector <c>first-name</c>.</summary>
    public static string ToLowerWords(string text, char connector)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var output = new StringBuilder(text.Length + 8);
        var at = 0;
        var (kind, word) = Next(text, ref at);
        while (at < text.Length)
        {
            if (kind != Word.Connector)
            {
                AppendLower(output, kind, word, connector);
            }

            var (previous, last) = (kind, word);
            (kind, word) = Next(text, ref at);
            switch (previous)
            {
                case Word.Number:
                    AppendJoined(output, text, ref at, ref kind, ref word, connector);
                    break;
                case Word.Connector:
                    AppendLower(output, previous, last, connector);
                    break;
                case Word.Punctuation:
                    break;
                case var _ when kind != Word.Number:
                    if (kind is not (Word.Connector or Word.Punctuation))
                    {
                        output.Append(connector);
                    }

                    break;
                case var _ when at < text.Length:
                    AppendNumberAfterWord(output, text, ref at, ref kind, ref word, connector);
                    break;
                default:
                    break;
            }
        }

        AppendLower(output, kind, word, connector);
        return output.ToString();
    }

    /// <summary>A number belongs to the word before it (<c>bld4_floor</c>) unless lower case follows (<c>http_2xx</c>).</summary>
    private static void AppendNumberAfterWord(StringBuilder output, string text, ref int at, ref Word kind, ref string word, char connector)
    {
        var number = word;
        (kind, word) = Next(text, ref at);
        if (kind != Word.Letters)
        {
            AppendLower(output, Word.Number, number, connector);
            if (kind is not (Word.Connector or Word.Punctuation))
            {
                output.Append(connector);
            }

            return;
        }

        output.Append(connector);
        AppendLower(output, Word.Number, number, connector);
        AppendJoined(output, text, ref at, ref kind, ref word, connector);
    }

    private static void AppendJoined(StringBuilder output, string text, ref int at, ref Word kind, ref string word, char connector)
    {
        while (kind is Word.Letters or Word.Number)
        {
            AppendLower(output, kind, word, connector);
            (kind, word) = Next(text, ref at);
        }

        if (kind is not (Word.None or Word.Connector or Word.Punctuation))
        {
            output.Append(connector);
        }
    }

    private static void AppendLower(StringBuilder output, Word kind, string word, char connector)
    {
        if (kind == Word.Connector)
        {
            output.Append(connector, new StringInfo(word).LengthInTextElements);
        }
        else
        {
            output.Append(kind == Word.UpperCase ? WordText.Lower(word) : word);
        }
    }

    private static (Word Kind, string Word) Next(string text, ref int at)
    {
        if (at >= text.Length)
        {
            return (Word.None, "");
        }

        var start = at;
        var kind = KindAt(text, at);
        at += RuneText(text, at).Length;
        if (kind == Word.UpperCase)
        {
            TakeUpperCase(text, ref at);
        }
        else
        {
            while (at < text.Length && Continues(kind, text, at))
            {
                at += RuneText(text, at).Length;
            }
        }

        return (kind, text[start..at]);
    }

    /// <summary>"HTTPStatus" is "HTTP" and "Status"; "Status" is one word.</summary>
    private static void TakeUpperCase(string text, ref int at)
    {
        if (at >= text.Length)
        {
            return;
        }

        if (!char.IsUpper(text, at))
        {
            while (at < text.Length && char.IsLetter(text, at) && !char.IsUpper(text, at))
            {
                at += RuneText(text, at).Length;
            }

            return;
        }

        var last = at;
        while (at < text.Length && char.IsUpper(text, at))
        {
            last = at;
            at += RuneText(text, at).Length;
        }

        if (at < text.Length && char.IsLetter(text, at))
        {
            at = last;
        }
    }

    private static bool Continues(Word kind, string text, int at) => kind switch
    {
        Word.Letters => char.IsLetter(text, at) && !char.IsUpper(text, at),
        Word.Number => char.IsNumber(text, at),
        Word.Connector => IsConnector(text, at),
        Word.Punctuation => char.IsPunctuation(text, at),
        _ => !IsConnector(text, at) && !char.IsLetter(text, at) && !char.IsNumber(text, at) && !char.IsPunctuation(text, at),
    };

    private static Word KindAt(string text, int at) =>
        IsConnector(text, at) ? Word.Connector
        : char.IsPunctuation(text, at) ? Word.Punctuation
        : char.IsUpper(text, at) ? Word.UpperCase
        : char.IsLetter(text, at) ? Word.Letters
        : char.IsNumber(text, at) ? Word.Number
        : Word.Other;

    private static bool IsConnector(string text, int at) => text[at] is '-' or '_' || char.IsWhiteSpace(text, at);

    private static string RuneText(string text, int at) => text.Substring(at, char.IsSurrogatePair(text, at) ? 2 : 1);
}
