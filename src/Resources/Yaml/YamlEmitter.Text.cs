using System.Buffers;
using System.Globalization;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>The scalar styles: which one a text may have, and how each is written.</summary>
internal sealed partial class YamlEmitter
{
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\u0085\u2028\u2029");

    /// <summary>Characters that never change how a text is written, wherever they stand.</summary>
    private static readonly SearchValues<char> Inert =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=()$;<^~\\");

    private void WriteText(string text, int indent, bool isKey)
    {
        var styles = Analyze(text);
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            if (styles.HasFlag(Styles.Literal) && !isKey)
            {
                WriteLiteral(text, indent);
            }
            else
            {
                WriteDoubleQuoted(text, indent, !isKey);
            }
        }
        else if (YamlScalars.NeedsQuotes(text))
        {
            WriteDoubleQuoted(text, indent, !isKey);
        }
        else if (styles.HasFlag(Styles.Plain) && !(isKey && text.Length == 0))
        {
            WritePlain(text, indent, !isKey);
        }
        else if (styles.HasFlag(Styles.SingleQuoted))
        {
            WriteSingleQuoted(text, indent, !isKey);
        }
        else
        {
            WriteDoubleQuoted(text, indent, !isKey);
        }
    }

    [Flags]
    private enum Styles
    {
        None = 0,
        Plain = 1,
        SingleQuoted = 2,
        Literal = 4,
        All = Plain | SingleQuoted | Literal,
    }

    private Styles Analyze(string text)
    {
        if (text.Length == 0)
        {
            return Styles.Plain | Styles.SingleQuoted;
        }

        // "-" starts a list item only before a blank; everything else inert is safe at the start, too.
        if (!text.AsSpan().ContainsAnyExcept(Inert))
        {
            return text[0] == '-' && text.Length == 1 || IsDocumentMark(text) ? Styles.All & ~Styles.Plain : Styles.All;
        }

        var styles = IsDocumentMark(text) ? Styles.All & ~Styles.Plain : Styles.All;
        var previousSpace = false;
        var previousBreak = false;
        var tabs = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var followedByBlank = i + 1 == text.Length || text[i + 1] is ' ' or '\t';
            var precededByBlank = i == 0 || text[i - 1] is ' ' or '\t' or '\0' || IsBreak(text[i - 1]);
            if (IsIndicator(c, i == 0, precededByBlank, followedByBlank))
            {
                styles &= ~Styles.Plain;
            }

            if (c == '\t' && layout == YamlLayout.Indented)
            {
                tabs = true;
            }
            else if (!IsPrintable(c))
            {
                return Styles.None;
            }

            var edge = i == 0 || i + 1 == text.Length;
            if (c == ' ')
            {
                if (edge)
                {
                    styles &= i + 1 == text.Length ? ~(Styles.Plain | Styles.Literal) : ~Styles.Plain;
                }

                if (previousBreak)
                {
                    styles &= ~(Styles.Plain | Styles.SingleQuoted);
                }

                (previousSpace, previousBreak) = (true, false);
            }
            else if (IsBreak(c))
            {
                styles &= ~Styles.Plain;
                if (previousSpace)
                {
                    return Styles.None;
                }

                (previousSpace, previousBreak) = (false, true);
            }
            else
            {
                (previousSpace, previousBreak) = (false, false);
            }
        }

        return tabs ? styles & Styles.Literal : styles;
    }

    private static bool IsDocumentMark(string text) =>
        text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);

    private static bool IsIndicator(char c, bool first, bool precededByBlank, bool followedByBlank) => c switch
    {
        '#' => first || precededByBlank,
        ':' => followedByBlank,
        '?' or '-' => first && followedByBlank,
        ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => first,
        _ => false,
    };

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>What go-yaml writes as it is; it takes everything outside the basic plane for unprintable.</summary>
    private static bool IsPrintable(char c) =>
        c is '\n' or (>= ' ' and <= '~') or (>= '\u00A0' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD' and not '\uFEFF');

    private void Put(char c)
    {
        output.Append(c);
        if (!char.IsLowSurrogate(c))
        {
            _column++;
        }
    }

    /// <summary>True where a line may be folded: a single space past the margin.</summary>
    private bool MayFold(bool allowed, bool afterSpaces) => allowed && _folds && !afterSpaces && _column > BestWidth;

    private void WritePlain(string text, int indent, bool mayFold)
    {
        Space();
        if (!_folds || _column + text.Length <= BestWidth)
        {
            output.Append(text);
            _column += text.Length;
        }
        else
        {
            var spaces = false;
            for (var i = 0; i < text.Length; i++)
            {
                var space = text[i] == ' ';
                if (space && MayFold(mayFold, spaces) && !IsSpaceAt(text, i + 1))
                {
                    Indent(indent);
                }
                else
                {
                    Put(text[i]);
                    _atIndent = false;
                }

                spaces = space;
            }
        }

        _afterSpace = _atIndent = false;
    }

    private static bool IsSpaceAt(string text, int i) => i < text.Length && text[i] == ' ';

    private void WriteSingleQuoted(string text, int indent, bool mayFold)
    {
        Indicator("'", needsSpace: true, keepsIndent: false);
        var spaces = false;
        var breaks = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ' ')
            {
                if (MayFold(mayFold, spaces) && i > 0 && i < text.Length - 1 && !IsSpaceAt(text, i + 1))
                {
                    Indent(indent);
                }
                else
                {
                    Put(c);
                }

                spaces = true;
                continue;
            }

            if (IsBreak(c))
            {
                output.Append(c);
                _column = 0;
                _atIndent = true;
                breaks = true;
                continue;
            }

            if (breaks)
            {
                Indent(indent);
            }

            if (c == '\'')
            {
                Put('\'');
            }

            Put(c);
            _atIndent = spaces = breaks = false;
        }

        Indicator("'", needsSpace: false, keepsIndent: false);
    }

    private void WriteDoubleQuoted(string text, int indent, bool mayFold)
    {
        Indicator("\"", needsSpace: true, keepsIndent: false);
        // Go-yaml looks for a byte-order mark at the start of the text only, but for every character.
        var escapeAll = text.StartsWith('\uFEFF');
        var spaces = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (escapeAll || !IsPrintable(c) || IsBreak(c) || c is '"' or '\\')
            {
                var scalar = char.IsSurrogatePair(text, i) ? char.ConvertToUtf32(text, i++) : c;
                Escape(scalar);
                spaces = false;
            }
            else if (c == ' ')
            {
                if (MayFold(mayFold, spaces) && i > 0 && i < text.Length - 1)
                {
                    Indent(indent);
                    if (IsSpaceAt(text, i + 1))
                    {
                        Put('\\');
                    }
                }
                else
                {
                    Put(c);
                }

                spaces = true;
            }
            else
            {
                Put(c);
                spaces = false;
            }
        }

        Indicator("\"", needsSpace: false, keepsIndent: false);
    }

    private void Escape(int scalar)
    {
        var start = output.Length;
        output.Append('\\');
        switch (scalar)
        {
            case 0x00: output.Append('0'); break;
            case 0x07: output.Append('a'); break;
            case 0x08: output.Append('b'); break;
            case 0x09: output.Append('t'); break;
            case 0x0A: output.Append('n'); break;
            case 0x0B: output.Append('v'); break;
            case 0x0C: output.Append('f'); break;
            case 0x0D: output.Append('r'); break;
            case 0x1B: output.Append('e'); break;
            case '"': output.Append('"'); break;
            case '\\': output.Append('\\'); break;
            case 0x85: output.Append('N'); break;
            case 0xA0: output.Append('_'); break;
            case 0x2028: output.Append('L'); break;
            case 0x2029: output.Append('P'); break;
            case <= 0xFF: output.Append(CultureInfo.InvariantCulture, $"x{scalar:X2}"); break;
            case <= 0xFFFF: output.Append(CultureInfo.InvariantCulture, $"u{scalar:X4}"); break;
            default: output.Append(CultureInfo.InvariantCulture, $"U{scalar:X8}"); break;
        }

        _column += output.Length - start;
    }

    private void WriteLiteral(string text, int indent)
    {
        Indicator("|", needsSpace: true, keepsIndent: false);
        if (text[0] == ' ' || IsBreak(text[0]))
        {
            Indicator(IndentStep.ToString(CultureInfo.InvariantCulture), needsSpace: false, keepsIndent: false);
        }

        if (!IsBreak(text[^1]))
        {
            Indicator("-", needsSpace: false, keepsIndent: false);
        }
        else if (text.Length == 1 || IsBreak(text[^2]))
        {
            Indicator("+", needsSpace: false, keepsIndent: false);
        }

        Break();
        _afterSpace = _atIndent = true;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(LineBreaks);
            var line = end < 0 ? rest : rest[..end];
            if (!line.IsEmpty)
            {
                Indent(indent);
                output.Append(line);
                _column += line.Length;
                _atIndent = false;
            }

            if (end < 0)
            {
                break;
            }

            output.Append(rest[end]);
            _column = 0;
            _atIndent = true;
            rest = rest[(end + 1)..];
        }
    }
}
