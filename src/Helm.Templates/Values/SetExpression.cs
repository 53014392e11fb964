using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Values;

/// <summary>
/// Reads expressions such as <c>a.b=1,list[0].name=x,names={a,b}</c> into a table of values. What follows a key depends on the flag: a
/// typed value, a text, JSON, the name of a file, or for <c>--set-literal</c> the whole rest as it is.
/// </summary>
/// <remarks>
/// Follows Helm's own reader step by step, because its corner cases (an expression that ends in a bare index, an empty key) are what
/// command lines in use rely on.
/// </remarks>
internal sealed class SetExpression
{
    private const int MaxIndex = 65536;
    private const int MaxNesting = 30;

    private readonly string _text;
    private readonly Func<string, object?> _value;
    private readonly SetSyntax _syntax;
    private int _at;

    private SetExpression(string text, SetSyntax syntax, Func<string, object?> value)
    {
        _text = text;
        _syntax = syntax;
        _value = value;
    }

    /// <summary>Reads an expression into a table, which is changed.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="syntax">What may follow a key.</param>
    /// <param name="value">Makes a value of its text; not used for JSON and literals.</param>
    /// <param name="values">Where the values go.</param>
    /// <exception cref="SetException">The expression cannot be read.</exception>
    public static void Read(string text, SetSyntax syntax, Func<string, object?> value, GoMap values)
    {
        var reader = new SetExpression(text, syntax, value);
        while (reader.ReadKey(values, 0))
        {
        }
    }

    /// <summary>The value of <c>--set</c>: true, false, null and whole numbers without a leading zero are what they look like.</summary>
    public static object? Typed(string text)
    {
        if (text.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (text.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var isNumber = (text == "0" || !text.StartsWith('0'))
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return isNumber ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : text;
    }

    /// <summary>Reads one key and what follows it; false at the end of the text.</summary>
    private bool ReadKey(GoMap values, int nesting)
    {
        var stops = _syntax == SetSyntax.Literal ? "=[." : "=[,.";
        if (Until(stops, out var key) is not { } stop)
        {
            return key.Length == 0 ? false : throw new SetException($"key {GoText.Quote(key)} has no value");
        }

        switch (stop)
        {
            case '[':
                return ReadIndexed(values, key, nesting);
            case '=':
                return ReadAssigned(value => Set(values, key, value));
            case ',':
                throw new SetException($"key {GoText.Quote(key)} has no value (cannot end with ,)");
            default:
                return ReadNested(values, key, nesting + 1);
        }
    }

    private bool ReadNested(GoMap values, string key, int nesting)
    {
        if (nesting > MaxNesting)
        {
            throw new SetException($"value name nested level is greater than maximum supported nested level of {MaxNesting}");
        }

        var inner = new GoMap();
        if (values.TryGetValue(key, out var present))
        {
            inner = present as GoMap ?? throw Conversion(present, "map[string]interface {}");
        }

        var more = ReadKey(inner, nesting);
        if (more && inner.Count == 0)
        {
            throw new SetException($"key map {GoText.Quote(key)} has no value");
        }

        if (inner.Count > 0)
        {
            Set(values, key, inner);
        }

        return more;
    }

    private bool ReadIndexed(GoMap values, string key, int nesting)
    {
        if (ReadIndex() is not { } index)
        {
            return false;
        }

        var list = new GoList();
        if (values.TryGetValue(key, out var present))
        {
            list = present as GoList ?? throw Conversion(present, "[]interface {}");
        }

        var more = ReadItem(ref list, index, nesting);
        Set(values, key, list);
        return more;
    }

    /// <summary>Reads what follows an index into a list, which is changed or replaced by a longer one; false at the end of the text.</summary>
    private bool ReadItem(ref GoList list, int index, int nesting)
    {
        if (index < 0)
        {
            throw new SetException($"negative {index} index not allowed");
        }

        var stop = Until("[.=", out var rest);
        if (rest.Length > 0)
        {
            throw new SetException($"unexpected data at end of array index: {GoFormat.Sprintf("%q", Runes(rest))}");
        }

        switch (stop)
        {
            case null:
                return false;
            case '=':
                object? assigned = null;
                ReadAssigned(value => assigned = value);
                list = With(list, index, assigned);
                return true;
            case '[':
                if (ReadIndex() is not { } next)
                {
                    return false;
                }

                var nested = index < list.Count && list[index] is { } present
                    ? present as GoList ?? throw Conversion(present, "[]interface {}")
                    : new GoList();
                if (!ReadItem(ref nested, next, nesting))
                {
                    return false;
                }

                list = With(list, index, nested);
                return true;
            default:
                var inner = index < list.Count ? list[index] as GoMap : new GoMap();
                if (inner is null)
                {
                    list[index] = inner = new GoMap();
                }

                if (!ReadKey(inner, nesting))
                {
                    return false;
                }

                list = With(list, index, inner);
                return true;
        }
    }

    /// <summary>Reads what follows an equals sign; false when that is where the text ends.</summary>
    private bool ReadAssigned(Action<object?> assign)
    {
        switch (_syntax)
        {
            case SetSyntax.Literal:
                assign(_text[_at..]);
                _at = _text.Length;
                return true;
            case SetSyntax.Json:
                if (SkipEmpty())
                {
                    assign(null);
                    return true;
                }

                assign(JsonPrefix.Read(_text, ref _at));
                SkipEmpty();
                return true;
            case var _ when _at == _text.Length:
                assign("");
                return false;
            case var _ when _text[_at] == '{':
                _at++;
                assign(ReadList());
                return true;
            default:
                Until(",", out var text);
                assign(_value(text));
                return true;
        }
    }

    private GoList ReadList()
    {
        var list = new GoList();
        while (true)
        {
            var stop = Until(",}", out var text) ?? throw new SetException("list must terminate with '}'");
            list.Add(_value(text));
            if (stop == '}')
            {
                _at += _at < _text.Length && _text[_at] == ',' ? 1 : 0;
                return list;
            }
        }
    }

    /// <summary>Passes over blanks up to and including a comma; true when there is nothing else before it or the end.</summary>
    private bool SkipEmpty()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == ',')
            {
                _at++;
                return true;
            }

            if (!char.IsWhiteSpace(_text[_at]))
            {
                return false;
            }

            _at++;
        }

        return true;
    }

    /// <summary>The number up to a closing bracket; null when the text ends before, which ends the expression without an error.</summary>
    private int? ReadIndex()
    {
        if (Until("]", out var text) is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return index;
        }

        var digits = text.AsSpan().TrimStart("+-");
        var problem = digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') ? "value out of range" : "invalid syntax";
        throw new SetException($"error parsing index: strconv.Atoi: parsing {GoText.Quote(text)}: {problem}");
    }

    /// <summary>The text up to one of some characters, which is passed over and returned; null when the text ends before.</summary>
    private char? Until(string stops, out string text)
    {
        var result = new StringBuilder();
        char? stop = null;
        while (_at < _text.Length && stop is null)
        {
            var c = _text[_at++];
            if (stops.Contains(c, StringComparison.Ordinal))
            {
                stop = c;
            }
            else if (c != '\\' || _syntax == SetSyntax.Literal)
            {
                result.Append(c);
            }
            else if (_at < _text.Length)
            {
                result.Append(_text[_at++]);
            }
        }

        text = result.ToString();
        return stop;
    }

    private static void Set(GoMap values, string key, object? value)
    {
        if (key.Length > 0)
        {
            values[key] = value;
        }
    }

    private static GoList With(GoList list, int index, object? value)
    {
        if (index > MaxIndex)
        {
            throw new SetException($"index of {index} is greater than maximum supported index of {MaxIndex}");
        }

        while (list.Count <= index)
        {
            list.Add(null);
        }

        list[index] = value;
        return list;
    }

    private static GoList Runes(string text) => new(GoType.SliceOf(GoType.Int32), text.EnumerateRunes().Select(static r => (object?)r.Value));

    private static SetException Conversion(object? value, string wanted) =>
        new($"unable to parse key: interface conversion: interface {{}} is {GoType.Of(value)?.Name ?? "nil"}, not {wanted}");
}

/// <summary>What may follow a key in a <c>--set</c> expression.</summary>
internal enum SetSyntax
{
    /// <summary>A value up to the next comma, or a list in braces.</summary>
    Values,

    /// <summary>A JSON value.</summary>
    Json,

    /// <summary>All the rest of the text.</summary>
    Literal,
}
