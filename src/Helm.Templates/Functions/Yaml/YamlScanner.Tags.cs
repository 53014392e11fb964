using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>Anchors, tags and directives.</summary>
internal sealed partial class YamlScanner
{
    private const int MaxVersionDigits = 2;

    private YamlToken ScanAnchor(YamlTokenKind kind)
    {
        var start = Mark;
        Skip();
        var name = TakeWord();
        if (name.Length == 0 || !(IsBlankOrEnd(0) || Current is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw Fail(start, "did not find expected alphabetic or numeric character");
        }

        return new YamlToken(kind, start, name);
    }

    private string TakeWord()
    {
        var from = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
        {
            Skip();
        }

        return _text[from.._position];
    }

    private YamlToken ScanTag()
    {
        var start = Mark;
        string handle;
        string suffix;
        if (At(1) == '<')
        {
            Skip();
            Skip();
            handle = "";
            suffix = ScanTagUri("", start);
            if (Current != '>')
            {
                throw Fail(start, "did not find the expected '>'");
            }

            Skip();
        }
        else
        {
            handle = ScanTagHandle(false, start);
            if (handle.Length > 1 && handle[^1] == '!')
            {
                suffix = ScanTagUri("", start);
            }
            else
            {
                suffix = ScanTagUri(handle, start);
                handle = suffix.Length == 0 ? "" : "!";
                suffix = suffix.Length == 0 ? "!" : suffix;
            }
        }

        if (!IsBlankOrEnd(0))
        {
            throw Fail(start, "did not find expected whitespace or line break");
        }

        return new YamlToken(YamlTokenKind.Tag, start, handle, suffix);
    }

    private string ScanTagHandle(bool directive, YamlMark start)
    {
        if (Current != '!')
        {
            throw Fail(start, "did not find expected '!'");
        }

        Skip();
        var word = TakeWord();
        if (Current == '!')
        {
            Skip();
            return $"!{word}!";
        }

        return directive && word.Length > 0 ? throw Fail(start, "did not find expected '!'") : "!" + word;
    }

    private string ScanTagUri(string head, YamlMark start)
    {
        var uri = new StringBuilder(head.Length > 1 ? head[1..] : "");
        var any = head.Length > 0;
        while (char.IsAsciiLetterOrDigit(Current) || (Current != '\0' && "_-;/?:@&=+$,.!~*'()[]%".Contains(Current, StringComparison.Ordinal)))
        {
            if (Current == '%')
            {
                uri.Append(ScanUriEscapes(start));
            }
            else
            {
                uri.Append(Current);
                Skip();
            }

            any = true;
        }

        return any ? uri.ToString() : throw Fail(start, "did not find expected tag URI");
    }

    private string ScanUriEscapes(YamlMark start)
    {
        var bytes = new List<byte>();
        while (Current == '%')
        {
            if (!byte.TryParse([At(1), At(2)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                throw Fail(start, "did not find URI escaped octet");
            }

            bytes.Add(octet);
            Skip();
            Skip();
            Skip();
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private YamlToken ScanDirective()
    {
        var start = Mark;
        Skip();
        var name = TakeWord();
        if (name.Length == 0)
        {
            throw Fail(start, "could not find expected directive name");
        }

        if (!IsBlankOrEnd(0))
        {
            throw Fail(start, "found unexpected non-alphabetical character");
        }

        SkipBlanks();
        var token = name switch
        {
            "YAML" => new YamlToken(YamlTokenKind.VersionDirective, start, ScanVersion(start)),
            "TAG" => ScanTagDirective(start),
            _ => throw Fail(start, "found unknown directive name"),
        };
        SkipBlanks();
        SkipComment();
        if (!IsBreakOrEnd(0))
        {
            throw Fail(start, "did not find expected comment or line break");
        }

        if (_position < _text.Length)
        {
            SkipLine();
        }

        return token;
    }

    private YamlToken ScanTagDirective(YamlMark start)
    {
        var handle = ScanTagHandle(true, start);
        if (Current is not (' ' or '\t'))
        {
            throw Fail(start, "did not find expected whitespace");
        }

        SkipBlanks();
        var prefix = ScanTagUri("", start);
        if (!IsBlankOrEnd(0))
        {
            throw Fail(start, "did not find expected whitespace or line break");
        }

        return new YamlToken(YamlTokenKind.TagDirective, start, handle, prefix);
    }

    private string ScanVersion(YamlMark start)
    {
        var major = ScanVersionNumber(start);
        if (Current != '.')
        {
            throw Fail(start, "did not find expected digit or '.' character");
        }

        Skip();
        return $"{major}.{ScanVersionNumber(start)}";
    }

    private int ScanVersionNumber(YamlMark start)
    {
        var value = 0;
        var length = 0;
        while (char.IsAsciiDigit(Current))
        {
            if (++length > MaxVersionDigits)
            {
                throw Fail(start, "found extremely long version number");
            }

            value = (value * 10) + (Current - '0');
            Skip();
        }

        return length == 0 ? throw Fail(start, "did not find expected version number") : value;
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            Skip();
        }
    }
}
