using System.Runtime.InteropServices;

namespace GitOpsToolkit.Helm.Templates.Functions.Yaml;

/// <summary>
/// Splits YAML into tokens as libyaml (and with it go-yaml v2) does: the same tokens in the same order, and the same message
/// at the same place for a text that has none.
/// </summary>
internal sealed partial class YamlScanner
{
    /// <summary>Nesting go-yaml allows is 10 000; this scanner's callers recurse, so it is less here.</summary>
    private const int MaxDepth = 1000;
    private const int LongestSimpleKey = 1024;

    private readonly string _text;
    private readonly List<YamlToken> _tokens = [];
    private readonly List<SimpleKey> _simpleKeys = [default];
    private readonly Stack<int> _indents = new();
    private int _head;
    private int _taken;
    private int _position;
    private int _index;
    private int _line;
    private int _column;
    private int _indent = -1;
    private int _flowLevel;
    private bool _simpleKeyAllowed = true;
    private bool _ended;

    public YamlScanner(string text)
    {
        _text = text;
        YamlCharacters.Check(text);
    }

    private YamlMark Mark => new(_index, _line, _column);

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    /// <summary>The next token, which stays the next until it is taken.</summary>
    public YamlToken Peek()
    {
        while (!_ended && (_head == _tokens.Count || MayBecomeKey(_taken)))
        {
            FetchNext();
        }

        return _tokens[_head];
    }

    public void Take()
    {
        _head++;
        _taken++;
        if (_head == _tokens.Count)
        {
            _tokens.Clear();
            _head = 0;
        }
    }

    private char At(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    /// <summary>True while the token with this number may turn out to be a key, so that tokens must still be put before it.</summary>
    private bool MayBecomeKey(int number)
    {
        for (var i = 0; i < _simpleKeys.Count; i++)
        {
            if (_simpleKeys[i].IsPossible && _simpleKeys[i].Token == number)
            {
                return IsValid(i);
            }
        }

        return false;
    }

    private void FetchNext()
    {
        SkipToToken();
        UnrollIndent(_column);
        var c = Current;
        if (_position >= _text.Length)
        {
            FetchStreamEnd();
        }
        else if (_column == 0 && c == '%')
        {
            FetchDirective();
        }
        else if (_column == 0 && IsDocumentMark())
        {
            FetchDocumentMark(c == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd);
        }
        else if (!FetchIndicator(c))
        {
            FetchScalar(c);
        }
    }

    private bool FetchIndicator(char c)
    {
        switch (c)
        {
            case '[':
                FetchFlowStart(YamlTokenKind.FlowSequenceStart);
                return true;
            case '{':
                FetchFlowStart(YamlTokenKind.FlowMappingStart);
                return true;
            case ']':
                FetchFlowEnd(YamlTokenKind.FlowSequenceEnd);
                return true;
            case '}':
                FetchFlowEnd(YamlTokenKind.FlowMappingEnd);
                return true;
            case ',':
                RemoveSimpleKey();
                _simpleKeyAllowed = true;
                AddAndSkip(YamlTokenKind.FlowEntry, 1);
                return true;
            case '-' when IsBlankOrEnd(1):
                FetchBlockEntry();
                return true;
            case '?' when _flowLevel > 0 || IsBlankOrEnd(1):
                FetchKey();
                return true;
            case ':' when _flowLevel > 0 || IsBlankOrEnd(1):
                FetchValue();
                return true;
            default:
                return false;
        }
    }

    private void FetchScalar(char c)
    {
        switch (c)
        {
            case '*' or '&' or '!':
                SaveSimpleKey();
                _simpleKeyAllowed = false;
                _tokens.Add(c == '!' ? ScanTag() : ScanAnchor(c == '*' ? YamlTokenKind.Alias : YamlTokenKind.Anchor));
                break;
            case '|' or '>' when _flowLevel == 0:
                RemoveSimpleKey();
                _simpleKeyAllowed = true;
                _tokens.Add(ScanBlockScalar(c == '|'));
                break;
            case '\'' or '"':
                SaveSimpleKey();
                _simpleKeyAllowed = false;
                _tokens.Add(ScanQuotedScalar(c == '\''));
                break;
            default:
                if (!StartsPlain(c))
                {
                    throw Fail(Mark, "found character that cannot start any token");
                }

                SaveSimpleKey();
                _simpleKeyAllowed = false;
                _tokens.Add(ScanPlainScalar());
                break;
        }
    }

    private bool StartsPlain(char c) => c switch
    {
        '-' => !(At(1) is ' ' or '\t'),
        '?' or ':' => _flowLevel == 0,
        ' ' or '\t' or '\r' or '\n' or '\u0085' or '\u2028' or '\u2029' => false,
        ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => false,
        _ => true,
    };

    private void SkipToToken()
    {
        while (true)
        {
            if (_column == 0 && Current == '\uFEFF')
            {
                Skip();
            }

            // A tab may not take part in indentation, but it separates words.
            while (Current == ' ' || (Current == '\t' && (_flowLevel > 0 || !_simpleKeyAllowed)))
            {
                Skip();
            }

            SkipComment();
            if (!IsBreak(Current))
            {
                return;
            }

            SkipLine();
            if (_flowLevel == 0)
            {
                _simpleKeyAllowed = true;
            }
        }
    }

    private void SkipComment()
    {
        if (Current == '#')
        {
            while (!IsBreakOrEnd(0))
            {
                Skip();
            }
        }
    }

    private void FetchStreamEnd()
    {
        if (_column != 0)
        {
            _column = 0;
            _line++;
        }

        UnrollIndent(-1);
        RemoveSimpleKey();
        _simpleKeyAllowed = false;
        _ended = true;
        _tokens.Add(new YamlToken(YamlTokenKind.StreamEnd, Mark));
    }

    private void FetchDirective()
    {
        UnrollIndent(-1);
        RemoveSimpleKey();
        _simpleKeyAllowed = false;
        _tokens.Add(ScanDirective());
    }

    private void FetchDocumentMark(YamlTokenKind kind)
    {
        UnrollIndent(-1);
        RemoveSimpleKey();
        _simpleKeyAllowed = false;
        AddAndSkip(kind, 3);
    }

    private void FetchFlowStart(YamlTokenKind kind)
    {
        SaveSimpleKey();
        _simpleKeys.Add(default);
        if (++_flowLevel > MaxDepth)
        {
            throw Fail(Mark, $"exceeded max depth of {MaxDepth}");
        }

        _simpleKeyAllowed = true;
        AddAndSkip(kind, 1);
    }

    private void FetchFlowEnd(YamlTokenKind kind)
    {
        RemoveSimpleKey();
        if (_flowLevel > 0)
        {
            _flowLevel--;
            _simpleKeys.RemoveAt(_simpleKeys.Count - 1);
        }

        _simpleKeyAllowed = false;
        AddAndSkip(kind, 1);
    }

    private void FetchBlockEntry()
    {
        if (_flowLevel == 0)
        {
            if (!_simpleKeyAllowed)
            {
                throw Fail(Mark, "block sequence entries are not allowed in this context");
            }

            RollIndent(_column, _tokens.Count, YamlTokenKind.BlockSequenceStart, Mark);
        }

        RemoveSimpleKey();
        _simpleKeyAllowed = true;
        AddAndSkip(YamlTokenKind.BlockEntry, 1);
    }

    private void FetchKey()
    {
        if (_flowLevel == 0)
        {
            if (!_simpleKeyAllowed)
            {
                throw Fail(Mark, "mapping keys are not allowed in this context");
            }

            RollIndent(_column, _tokens.Count, YamlTokenKind.BlockMappingStart, Mark);
        }

        RemoveSimpleKey();
        _simpleKeyAllowed = _flowLevel == 0;
        AddAndSkip(YamlTokenKind.Key, 1);
    }

    private void FetchValue()
    {
        var last = _simpleKeys.Count - 1;
        var key = _simpleKeys[last];
        if (IsValid(last))
        {
            var at = key.Token - _taken + _head;
            _tokens.Insert(at, new YamlToken(YamlTokenKind.Key, key.Mark));
            RollIndent(key.Mark.Column, at, YamlTokenKind.BlockMappingStart, key.Mark);
            _simpleKeys[last] = default;
            _simpleKeyAllowed = false;
        }
        else
        {
            if (_flowLevel == 0)
            {
                if (!_simpleKeyAllowed)
                {
                    throw Fail(Mark, "mapping values are not allowed in this context");
                }

                RollIndent(_column, _tokens.Count, YamlTokenKind.BlockMappingStart, Mark);
            }

            _simpleKeyAllowed = _flowLevel == 0;
        }

        AddAndSkip(YamlTokenKind.Value, 1);
    }

    /// <summary>A key must end on its own line, within 1024 characters; where a key has to stand, anything else is an error.</summary>
    private bool IsValid(int i)
    {
        var key = _simpleKeys[i];
        if (!key.IsPossible)
        {
            return false;
        }

        if (key.Mark.Line < _line || key.Mark.Index + LongestSimpleKey < _index)
        {
            if (key.IsRequired)
            {
                throw Fail(key.Mark, "could not find expected ':'");
            }

            _simpleKeys[i] = default;
            return false;
        }

        return true;
    }

    private void SaveSimpleKey()
    {
        if (_simpleKeyAllowed)
        {
            RemoveSimpleKey();
            _simpleKeys[^1] = new SimpleKey(true, _flowLevel == 0 && _indent == _column, _taken + _tokens.Count - _head, Mark);
        }
    }

    private void RemoveSimpleKey()
    {
        var key = _simpleKeys[^1];
        if (key is { IsPossible: true, IsRequired: true })
        {
            throw Fail(key.Mark, "could not find expected ':'");
        }

        _simpleKeys[^1] = default;
    }

    private void RollIndent(int column, int at, YamlTokenKind kind, YamlMark mark)
    {
        if (_flowLevel > 0 || _indent >= column)
        {
            return;
        }

        _indents.Push(_indent);
        _indent = column;
        if (_indents.Count > MaxDepth)
        {
            throw Fail(mark, $"exceeded max depth of {MaxDepth}");
        }

        _tokens.Insert(at, new YamlToken(kind, mark));
    }

    private void UnrollIndent(int column)
    {
        if (_flowLevel > 0)
        {
            return;
        }

        while (_indent > column)
        {
            _tokens.Add(new YamlToken(YamlTokenKind.BlockEnd, Mark));
            _indent = _indents.Pop();
        }
    }

    private void AddAndSkip(YamlTokenKind kind, int characters)
    {
        _tokens.Add(new YamlToken(kind, Mark));
        for (var i = 0; i < characters; i++)
        {
            Skip();
        }
    }

    private void Skip()
    {
        _position += char.IsHighSurrogate(Current) && char.IsLowSurrogate(At(1)) ? 2 : 1;
        _index++;
        _column++;
    }

    private void SkipLine()
    {
        var length = Current == '\r' && At(1) == '\n' ? 2 : 1;
        _position += length;
        _index += length;
        _column = 0;
        _line++;
    }

    private bool IsDocumentMark() =>
        Current is '-' or '.' && At(1) == Current && At(2) == Current && IsBlankOrEnd(3);

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private bool IsBreakOrEnd(int offset) => _position + offset >= _text.Length || IsBreak(_text[_position + offset]);

    private bool IsBlankOrEnd(int offset) => At(offset) is ' ' or '\t' || IsBreakOrEnd(offset);

    private YamlSyntaxException Fail(YamlMark context, string problem) => YamlSyntaxException.InScanner(Mark, context, problem);

    /// <summary>A token that becomes a key when a colon follows.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct SimpleKey(bool IsPossible, bool IsRequired, int Token, YamlMark Mark);
}
