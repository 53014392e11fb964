using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>
/// The layout of go-yaml v3 at four columns: lists stand right of their key, what follows a dash continues two columns on, nothing is
/// folded. Whole files end up in Secrets byte for byte, so it is the text that counts.
/// </summary>
internal sealed class SopsYamlWriter
{
    private const int Step = 4;

    private readonly StringBuilder _output = new();

    private SopsYamlWriter()
    {
    }

    /// <summary>Writes documents.</summary>
    public static string Write(IReadOnlyList<SopsMapping> documents)
    {
        var writer = new SopsYamlWriter();
        for (var i = 0; i < documents.Count; i++)
        {
            writer._output.Append(i > 0 ? "---\n" : "");
            if (documents[i].Items.All(static item => item.Comment is not null))
            {
                writer.Comments(documents[i].Items.Select(static item => item.Comment!), 0);
                writer._output.Append("{}\n");
            }
            else
            {
                writer.Mapping(documents[i], 0, isContinued: false);
            }
        }

        return writer._output.ToString();
    }

    private static int Below(int indent, bool inSequence) => inSequence ? indent + 2 : (indent + Step) / Step * Step;

    private void Mapping(SopsMapping mapping, int indent, bool isContinued)
    {
        var inline = new List<SopsComment>();
        foreach (var item in mapping.Items)
        {
            if (item.Comment is { IsInline: true } behind)
            {
                inline.Add(behind);
                continue;
            }

            if (item.Comment is { } comment)
            {
                Comments([comment], isContinued ? 0 : indent);
                isContinued = false;
                continue;
            }

            Indent(indent, ref isContinued);
            Scalar(SopsScalar.Of(item.Key), Below(indent, inSequence: false), isKey: true);
            _output.Append(':');
            Value(item.Value, indent, inSequence: false, inline);
            inline.Clear();
        }

        Comments(inline, indent);
    }

    private void Sequence(SopsSequence sequence, int indent, bool isContinued)
    {
        var inline = new List<SopsComment>();
        foreach (var item in sequence.Items)
        {
            if (item is SopsComment comment)
            {
                if (comment.IsInline)
                {
                    inline.Add(comment);
                }
                else
                {
                    Comments([comment], indent);
                    isContinued = false;
                }

                continue;
            }

            Indent(indent, ref isContinued);
            _output.Append('-');
            Value(item, indent, inSequence: true, inline);
            inline.Clear();
        }

        Comments(inline, indent);
    }

    private void Value(SopsNode value, int indent, bool inSequence, List<SopsComment> inline)
    {
        var below = Below(indent, inSequence);
        switch (value)
        {
            case SopsMapping mapping when mapping.Items.Any(static item => item.Comment is null):
                StartBlock(inSequence, mapping.Items[0].Comment is not null);
                Mapping(mapping, below, isContinued: inSequence && mapping.Items[0].Comment is null);
                return;
            case SopsSequence sequence when sequence.Items.Any(static item => item is not SopsComment):
                StartBlock(inSequence, sequence.Items[0] is SopsComment);
                Sequence(sequence, below, isContinued: inSequence && sequence.Items[0] is not SopsComment);
                return;
            case SopsMapping:
                _output.Append(" {}");
                break;
            case SopsSequence:
                _output.Append(" []");
                break;
            default:
                _output.Append(' ');
                Scalar((SopsScalar)value, below, isKey: false);
                break;
        }

        foreach (var comment in inline)
        {
            _output.Append(" #").Append(comment.Text);
        }

        if (_output[^1] != '\n')
        {
            _output.Append('\n');
        }
    }

    private void StartBlock(bool inSequence, bool startsWithComment) => _output.Append(inSequence && !startsWithComment ? " " : "\n");

    private void Comments(IEnumerable<SopsComment> comments, int indent)
    {
        foreach (var comment in comments)
        {
            _output.Append(' ', indent).Append('#').Append(comment.Text).Append('\n');
        }
    }

    private void Indent(int indent, ref bool isContinued)
    {
        if (!isContinued)
        {
            _output.Append(' ', indent);
        }

        isContinued = false;
    }

    private void Scalar(SopsScalar scalar, int indent, bool isKey)
    {
        switch (scalar.Kind)
        {
            case SopsKind.Null:
                _output.Append("null");
                break;
            case SopsKind.Boolean:
                _output.Append(scalar.ToPlainText());
                break;
            case SopsKind.Float:
                _output.Append(scalar.ToDouble() switch
                {
                    double.PositiveInfinity => ".inf",
                    double.NegativeInfinity => "-.inf",
                    double.NaN => ".nan",
                    var number => GoFormat.Number(number),
                });
                break;
            case SopsKind.Text:
                Text(scalar, indent, isKey);
                break;
            default:
                _output.Append(scalar.Text);
                break;
        }
    }

    private void Text(SopsScalar scalar, int indent, bool isKey)
    {
        if (!System.Text.Unicode.Utf8.IsValid(scalar.Bytes))
        {
            _output.Append("!!binary ").Append(Convert.ToBase64String(scalar.Bytes));
            return;
        }

        // The shared emitter knows which style a text needs; only the folding and the indentation of blocks differ here.
        var text = scalar.Text;
        var styled = YamlWriter.Write(JsonValue.Create(text))[..^1];
        switch (styled)
        {
            case ['|', ..] when !isKey && text.Contains('\n', StringComparison.Ordinal):
                Literal(text, indent);
                break;
            case ['"', ..] or ['|', ..]:
                DoubleQuoted(text);
                break;
            case ['\'', ..]:
                _output.Append('\'').Append(text.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
                break;
            default:
                _output.Append(text);
                break;
        }
    }

    private void Literal(string text, int indent)
    {
        var hint = text[0] is ' ' or '\n' ? $"{Step}" : "";
        var body = text.TrimEnd('\n');
        var breaks = text.Length - body.Length;
        _output.Append('|').Append(hint).Append(breaks switch { 0 => "-", 1 when body.Length > 0 => "", _ => "+" }).Append('\n');
        foreach (var line in (breaks == 0 ? text : text[..^1]).Split('\n'))
        {
            _output.Append(' ', line.Length == 0 ? 0 : indent).Append(line).Append('\n');
        }
    }

    private void DoubleQuoted(string text)
    {
        _output.Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => _output.Append("\\\""),
                '\\' => _output.Append("\\\\"),
                0 => _output.Append("\\0"),
                7 => _output.Append("\\a"),
                '\b' => _output.Append("\\b"),
                '\t' => _output.Append("\\t"),
                '\n' => _output.Append("\\n"),
                '\v' => _output.Append("\\v"),
                '\f' => _output.Append("\\f"),
                '\r' => _output.Append("\\r"),
                0x1B => _output.Append("\\e"),
                0x85 => _output.Append("\\N"),
                0xA0 => _output.Append(rune),
                0x2028 => _output.Append("\\L"),
                0x2029 => _output.Append("\\P"),
                < 0x20 or (>= 0x7F and < 0xA0) => _output.Append("\\x").Append(rune.Value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)),
                0xFEFF => _output.Append("\\uFEFF"),
                > 0xFFFF => _output.Append("\\U").Append(rune.Value.ToString("X8", System.Globalization.CultureInfo.InvariantCulture)),
                _ => _output.Append(rune),
            };
        }

        _output.Append('"');
    }
}
