using System.Globalization;
using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Time;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Toml;

/// <summary>Writes values as BurntSushi/toml does: keys sorted, plain values before tables, tables indented below their parent.</summary>
internal sealed class TomlWriter(StringBuilder output)
{
    private const int IndentStep = 2;

    /// <summary>Writes a document, or for a value that is no table the value alone.</summary>
    /// <exception cref="TomlException">TOML cannot hold the value.</exception>
    public void Write(object? value)
    {
        switch (value)
        {
            case null:
                throw new GoErrorException("reflect: call of reflect.Value.Type on zero Value");
            case GoMap or GoObject when IsTable(value):
                WriteMembers([], value, 0);
                break;
            case GoList list when IsTableList(list):
                throw new TomlException("toml: top-level values must be Go maps or structs");
            default:
                WriteValue(value, 0);
                break;
        }
    }

    private void WriteMembers(List<string> path, object table, int depth)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw new TomlException("toml: values nest too deeply");
        }

        var members = Members(table).Where(m => !IsNil(m.Value)).ToLookup(m => IsTable(m.Value) || (m.Value is GoList list && IsTableList(list)));
        foreach (var (key, value) in members[false])
        {
            output.Append(' ', IndentStep * path.Count).Append(KeyText(key)).Append(" = ");
            WriteValue(value, depth);
            output.Append('\n');
        }

        foreach (var (key, value) in members[true])
        {
            List<string> inner = [.. path, key];
            if (value is GoList tables)
            {
                WriteTables(inner, tables, depth);
                continue;
            }

            if (inner.Count == 1)
            {
                Newline();
            }

            output.Append(' ', IndentStep * path.Count).Append('[').AppendJoin('.', inner.Select(KeyText)).Append("]\n");
            WriteMembers(inner, value!, depth + 1);
        }
    }

    private void WriteTables(List<string> path, GoList tables, int depth)
    {
        foreach (var table in tables)
        {
            Newline();
            output.Append(' ', IndentStep * (path.Count - 1)).Append("[[").AppendJoin('.', path.Select(KeyText)).Append("]]\n");
            WriteMembers(path, table!, depth + 1);
        }
    }

    private void WriteValue(object? value, int depth)
    {
        if (depth > SizeLimits.MaxDepth)
        {
            throw new TomlException("toml: values nest too deeply");
        }

        switch (value)
        {
            case string text:
                WriteText(text);
                break;
            case bool b:
                output.Append(b ? "true" : "false");
                break;
            case double number:
                output.Append(NumberText(number));
                break;
            case GoTime time:
                output.Append(TimeText(time));
                break;
            case GoDuration or GoVersion:
                WriteText(((GoObject)value).Text!);
                break;
            case GoBytes bytes:
                output.Append('[').AppendJoin(", ", bytes.Span.ToArray()).Append(']');
                break;
            case GoList list:
                WriteList(list, depth);
                break;
            case GoMap or GoObject:
                WriteInline(value, depth);
                break;
            case null or GoFunc or System.Numerics.Complex:
                throw new TomlException($"unsupported type: {GoValues.KindNameOf(value)}");
            default:
                output.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private void WriteList(GoList list, int depth)
    {
        CheckElements(list);
        output.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            output.Append(i == 0 ? "" : ", ");
            WriteValue(list[i], depth + 1);
        }

        output.Append(']');
    }

    private void WriteInline(object table, int depth)
    {
        output.Append('{');
        var members = Members(table).Where(m => !IsNil(m.Value)).OrderBy(m => IsTable(m.Value)).ToList();
        for (var i = 0; i < members.Count; i++)
        {
            output.Append(i == 0 ? "" : ", ").Append(KeyText(members[i].Key)).Append(" = ");
            WriteValue(members[i].Value, depth + 1);
        }

        output.Append('}');
    }

    private static List<KeyValuePair<string, object?>> Members(object table) =>
        table is GoMap map ? [.. map] : [.. ((GoObject)table).Fields.Where(f => char.IsUpper(f.Key, 0))];

    private static bool IsNil(object? value) => value is null or GoMap { IsNil: true } or GoList { IsNil: true };

    private static bool IsTable(object? value) => value is GoMap || (value is GoObject and not (GoTime or GoDuration or GoVersion));

    private static bool IsTableList(GoList list)
    {
        CheckElements(list);
        return list.Count > 0 && list.All(IsTable);
    }

    private static void CheckElements(GoList list)
    {
        if (list.Any(v => v is null))
        {
            throw new TomlException("toml: cannot encode array with nil element");
        }
    }

    private void Newline()
    {
        if (output.Length > 0)
        {
            output.Append('\n');
        }
    }

    private static string NumberText(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var text = GoFormat.FormatFloat(number, 'g');
        return text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0";
    }

    /// <summary>A time read without a zone is written without one.</summary>
    private static string TimeText(GoTime time) => time.Format(time.Zone.Name switch
    {
        TomlReader.LocalDateTime => "2006-01-02T15:04:05.999999999",
        TomlReader.LocalDate => "2006-01-02",
        TomlReader.LocalTime => "15:04:05.999999999",
        _ => TimeFormatter.Rfc3339Nano,
    });

    private static string KeyText(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Quoted(key);

    private void WriteText(string text) => output.Append(Quoted(text));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '\t' => "\\t",
                '\n' => "\\n",
                '\r' => "\\r",
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or '\x7F' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
