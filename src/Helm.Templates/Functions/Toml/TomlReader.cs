using System.Globalization;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Toml;

/// <summary>Reads TOML 1.0 as BurntSushi/toml decodes it into a map: integers of 64 bits, times, lists of anything.</summary>
internal sealed partial class TomlReader
{
    /// <summary>Zone of a date and time without one.</summary>
    public const string LocalDateTime = "datetime-local";

    /// <summary>Zone of a date alone.</summary>
    public const string LocalDate = "date-local";

    /// <summary>Zone of a time alone.</summary>
    public const string LocalTime = "time-local";

    private static readonly GoType TableList = GoType.SliceOf(GoType.AnyMap);

    private readonly string _text;

    /// <summary>Tables that were written out and may not be again, and those that only lead to others.</summary>
    private readonly HashSet<GoMap> _defined = [];
    private readonly HashSet<GoMap> _closed = [];
    private readonly HashSet<GoMap> _dotted = [];
    private int _at;
    private string _lastKey = "";

    private TomlReader(string text) => _text = text;

    /// <summary>Reads a document.</summary>
    /// <exception cref="TomlException">The text is not TOML.</exception>
    public static GoMap Read(string text)
    {
        var reader = new TomlReader(text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimStart('\uFEFF'));
        return reader.ReadDocument();
    }

    private GoMap ReadDocument()
    {
        var root = new GoMap();
        var table = root;
        List<string> context = [];
        while (true)
        {
            SkipBlankLines();
            if (_at >= _text.Length)
            {
                return root;
            }

            if (Current == '[')
            {
                (table, context) = ReadHeader(root);
            }
            else
            {
                ReadPair(table, context, 0);
            }

            EndLine();
        }
    }

    private (GoMap Table, List<string> Path) ReadHeader(GoMap root)
    {
        var isArray = At(1) == '[';
        _at += isArray ? 2 : 1;
        SkipBlanks();
        if (Current == ']')
        {
            throw Fail("unexpected end of table name (table names cannot be empty)");
        }

        var path = ReadKey("expected '.' or ']' to end table name, but got {0} instead");
        if (Current != ']')
        {
            throw Fail($"expected '.' or ']' to end table name, but got {Found()} instead");
        }

        _at++;
        if (isArray && Current != ']')
        {
            throw Fail($"expected end of table array name delimiter ']', but got {Found()} instead");
        }

        _at += isArray ? 1 : 0;
        _lastKey = string.Join('.', path);
        var parent = Descend(root, path, path.Count - 1, isDotted: false);
        return (isArray ? AddToArray(parent, path) : AddTable(parent, path), path);
    }

    private GoMap AddTable(GoMap parent, List<string> path)
    {
        if (!parent.TryGetValue(path[^1], out var existing))
        {
            existing = new GoMap();
            parent[path[^1]] = existing;
        }

        // A table may be opened once, after it was led through, but not after keys with dots made it.
        return existing is GoMap map && _defined.Add(map) && !_closed.Contains(map) && !_dotted.Contains(map)
            ? map
            : throw Fail($"Key '{string.Join('.', path)}' has already been defined.");
    }

    private GoMap AddToArray(GoMap parent, List<string> path)
    {
        var item = new GoMap();
        _defined.Add(item);
        switch (parent.TryGetValue(path[^1], out var existing) ? existing : null)
        {
            case null when existing is null && !parent.ContainsKey(path[^1]):
                parent[path[^1]] = new GoList(TableList, [item]);
                break;
            case GoList list when ReferenceEquals(list.Type, TableList):
                list.Add(item);
                break;
            default:
                throw Fail($"Key '{string.Join('.', path)}' was already created and cannot be used as an array.");
        }

        return item;
    }

    /// <summary>Goes down a path, making tables where there are none; in a list of tables it goes on in the last.</summary>
    private GoMap Descend(GoMap table, List<string> path, int count, bool isDotted)
    {
        for (var i = 0; i < count; i++)
        {
            if (!table.TryGetValue(path[i], out var next))
            {
                var made = new GoMap();
                table[path[i]] = made;
                if (isDotted)
                {
                    _dotted.Add(made);
                }

                table = made;
                continue;
            }

            table = next switch
            {
                GoMap map when !_closed.Contains(map) && !(isDotted && _defined.Contains(map)) => map,
                GoList { Count: > 0 } list when ReferenceEquals(list.Type, TableList) && !isDotted => (GoMap)list[^1]!,
                _ => throw Fail($"Key '{string.Join('.', path.Take(i + 1))}' has already been defined."),
            };
        }

        return table;
    }

    private void ReadPair(GoMap table, List<string> context, int depth)
    {
        var path = ReadKey("expected '.' or '=', but got {0} instead");
        if (Current != '=')
        {
            throw Fail(_at >= _text.Length || Current == '\n' ? "unexpected EOF; expected key separator '='" : $"expected '.' or '=', but got {Found()} instead");
        }

        _at++;
        _lastKey = string.Join('.', context.Concat(path));
        SkipBlanks();
        var value = ReadValue(depth);
        var target = Descend(table, path, path.Count - 1, isDotted: true);
        if (target.ContainsKey(path[^1]))
        {
            throw Fail($"Key '{_lastKey}' has already been defined.");
        }

        target[path[^1]] = value;
    }

    private List<string> ReadKey(string problem)
    {
        var path = new List<string>();
        while (true)
        {
            SkipBlanks();
            path.Add(ReadKeyPart(problem));
            if (path.Count > SizeLimits.MaxDepth)
            {
                throw Fail("the key has too many parts");
            }

            SkipBlanks();
            if (Current != '.')
            {
                return path;
            }

            _at++;
        }
    }

    private string ReadKeyPart(string problem)
    {
        switch (Current)
        {
            case '"':
                _at++;
                return ReadBasicText();
            case '\'':
                _at++;
                return ReadLiteralText();
            case '=':
                throw Fail("unexpected '=': key name appears blank");
            case '.':
                throw Fail("unexpected '.': keys cannot start with a '.'");
        }

        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
        {
            _at++;
        }

        return _at > start
            ? _text[start.._at]
            : throw Fail(_at >= _text.Length ? "unexpected EOF" : string.Format(CultureInfo.InvariantCulture, problem, Found()));
    }

    private void EndLine()
    {
        SkipBlanks();
        SkipComment();
        if (_at >= _text.Length)
        {
            return;
        }

        if (Current != '\n')
        {
            throw Fail($"expected a top-level item to end with a newline, comment, or EOF, but got {Found()} instead");
        }

        _at++;
    }

    private void SkipBlankLines()
    {
        while (_at < _text.Length)
        {
            SkipBlanks();
            SkipComment();
            if (Current != '\n')
            {
                return;
            }

            _at++;
        }
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            _at++;
        }
    }

    private void SkipComment()
    {
        if (Current == '#')
        {
            while (_at < _text.Length && Current != '\n')
            {
                _at++;
            }
        }
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private char At(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    private string Found() => _at >= _text.Length ? "end of file" : $"'{GoText.Quote(Current.ToString())[1..^1]}'";

    private TomlException Fail(string message)
    {
        var line = 1 + _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n');
        var key = _lastKey.Length == 0 ? "" : $" (last key {GoText.Quote(_lastKey)})";
        return new TomlException($"toml: line {line}{key}: {message}");
    }
}
