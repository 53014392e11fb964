using System.Globalization;
using System.Text;
using System.Text.Json;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>A JSON object; written with tabs, as Go indents.</summary>
internal sealed class JsonStore : SopsStore
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 512, CommentHandling = JsonCommentHandling.Disallow };

    /// <inheritdoc/>
    public override SopsFile Load(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content.StartsWith("\uFEFF"u8) ? content[3..] : content, Reading);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new SopsException("SOPS only supports JSON files with a top-level object (starting with '{')");
            }

            return Split([Mapping(ref reader)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own words quote the input.
            var position = e is JsonException { LineNumber: { } line } ? $" at line {line + 1}" : "";
            throw new SopsException($"Could not unmarshal input data: invalid JSON{position}");
        }
    }

    /// <inheritdoc/>
    public override byte[] Emit(IReadOnlyList<SopsMapping> documents)
    {
        var output = new StringBuilder();
        Append(output, documents[0], 0);
        return Encoding.UTF8.GetBytes(output.Append('\n').ToString());
    }

    /// <summary>A tree as JSON text, for resources that go on as trees.</summary>
    public static string Text(SopsMapping document)
    {
        var output = new StringBuilder();
        Append(output, document, 0);
        return output.ToString();
    }

    private static SopsMapping Mapping(ref Utf8JsonReader reader)
    {
        var items = new List<SopsItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            items.Add(new SopsItem(key, Value(ref reader)));
        }

        return new SopsMapping(items);
    }

    private static SopsSequence Sequence(ref Utf8JsonReader reader)
    {
        var items = new List<SopsNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value(ref reader));
        }

        return new SopsSequence(items);
    }

    private static SopsNode Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Mapping(ref reader),
        JsonTokenType.StartArray => Sequence(ref reader),
        JsonTokenType.String => SopsScalar.Of(reader.GetString()!),
        JsonTokenType.True => SopsScalar.Of(true),
        JsonTokenType.False => SopsScalar.Of(false),
        JsonTokenType.Number => reader.TryGetInt64(out var integer) ? SopsScalar.Of(integer) : SopsScalar.Of(reader.GetDouble()),
        _ => SopsScalar.Null,
    };

    private static void Append(StringBuilder output, SopsNode node, int depth)
    {
        switch (node)
        {
            case SopsMapping mapping:
                Append(output, '{', '}', mapping.Items.Where(static item => item.Comment is null), depth, static (text, item, level) =>
                {
                    text.Append(Quoted(item.Key)).Append(": ");
                    Append(text, item.Value, level);
                });
                break;
            case SopsSequence sequence:
                Append(output, '[', ']', sequence.Items.Where(static item => item is not SopsComment), depth, Append);
                break;
            case SopsScalar scalar:
                output.Append(scalar.Kind switch
                {
                    SopsKind.Null => "null",
                    SopsKind.Boolean => scalar.ToPlainText(),
                    SopsKind.Integer => scalar.Text,
                    SopsKind.Float => FiniteNumber(scalar.ToDouble()),
                    _ => Quoted(scalar.Text),
                });
                break;
        }
    }

    private static void Append<T>(
        StringBuilder output, char open, char close, IEnumerable<T> items, int depth, Action<StringBuilder, T, int> append)
    {
        output.Append(open);
        var any = false;
        foreach (var item in items)
        {
            output.Append(any ? ",\n" : "\n").Append('\t', depth + 1);
            append(output, item, depth + 1);
            any = true;
        }

        if (any)
        {
            output.Append('\n').Append('\t', depth);
        }

        output.Append(close);
    }

    private static string FiniteNumber(double value) =>
        double.IsFinite(value) ? GoFormat.JsonNumber(value) : throw new SopsException("JSON cannot hold a number that is not finite");

    /// <summary>Quotes as Go's encoder, which escapes what HTML would interpret and leaves the rest.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' =>
                    quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
