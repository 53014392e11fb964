using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>Sections of <c>key = value</c> lines; the section <c>sops</c> is the metadata. Layout and quotes are those of go-ini.</summary>
internal sealed class IniStore : SopsStore
{
    private const string DefaultSection = "DEFAULT";
    private const string TripleQuote = "\"\"\"";

    /// <inheritdoc/>
    public override SopsFile Load(ReadOnlySpan<byte> content) => Split([new IniReader(SopsFormats.Decode(content)).Read()], Unfold);

    /// <inheritdoc/>
    public override byte[] Emit(IReadOnlyList<SopsMapping> documents)
    {
        var output = new StringBuilder();
        var sections = documents.SelectMany(static document => document.Items).Where(static item => item.Comment is null).ToList();
        for (var i = 0; i < sections.Count; i++)
        {
            if (sections[i].Value is not SopsMapping section)
            {
                throw new SopsException("Error encoding section: Section values should always be TreeBranches");
            }

            if (i == 0 && sections[i].Key == DefaultSection && section.Items.Count == 0)
            {
                continue;
            }

            WriteSection(output, sections[i].Key, section, isFirst: i == 0);
            if (i < sections.Count - 1)
            {
                output.Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(output.ToString());
    }

    private static SopsMapping Unfold(SopsMapping section) => FlatMetadata.Unfold(section.Items.Select(static item =>
        item.Value is SopsScalar value ? item with { Value = SopsScalar.Of(value.Text.Replace("\\n", "\n", StringComparison.Ordinal)) } : item));

    private static void WriteSection(StringBuilder output, string name, SopsMapping section, bool isFirst)
    {
        var start = 0;
        if (section.Items is [{ Comment: { } comment }, ..])
        {
            WriteComment(output, comment.Text);
            start = 1;
        }

        if (!isFirst || name != DefaultSection)
        {
            output.Append('[').Append(name).Append("]\n");
        }

        var keys = new List<(string Name, string Value, string Comment)>();
        foreach (var item in section.Items.Skip(start))
        {
            if (item.Comment is null)
            {
                keys.Add((QuotedKey(item.Key), item.Value is SopsScalar value ? QuotedValue(value.ToPlainText()) : throw Complex(item.Key), ""));
            }
            else if (keys.Count > 0)
            {
                // A comment follows the key it stands above in the file.
                keys[^1] = keys[^1] with { Comment = item.Comment.Text };
            }
        }

        var width = keys.Count == 0 ? 0 : keys.Max(static key => key.Name.Length);
        foreach (var key in keys)
        {
            WriteComment(output, key.Comment);
            output.Append(key.Name.PadRight(width)).Append(" = ").Append(key.Value).Append('\n');
        }
    }

    private static void WriteComment(StringBuilder output, string comment)
    {
        if (comment.Length == 0)
        {
            return;
        }

        foreach (var line in comment.Split('\n').Where(static line => line.Length > 0))
        {
            output.Append(line[0] is '#' or ';' ? line[0] : ';').Append(' ').Append(line.TrimStart('#', ';').Trim()).Append('\n');
        }
    }

    private static string QuotedKey(string key) =>
        key.AsSpan().ContainsAny('"', '=', ':') ? $"`{key}`"
        : key.Contains('`', StringComparison.Ordinal) ? TripleQuote + key + TripleQuote
        : key;

    private static string QuotedValue(string value) =>
        value.AsSpan().ContainsAny('\n', '`') ? TripleQuote + value + TripleQuote
        : value.AsSpan().ContainsAny('#', ';') ? $"`{value}`"
        : value.Trim().Length != value.Length ? $"\"{value}\""
        : value;

    private static SopsException Complex(string key) => new($"Error encoding key: '{key}' has a value that INI cannot hold");
}
