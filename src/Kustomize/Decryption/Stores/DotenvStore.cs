using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary><c>KEY=value</c> lines, where <c>\n</c> stands for a line break; metadata are the keys that start with <c>sops_</c>.</summary>
internal sealed class DotenvStore : SopsStore
{
    private const string Prefix = SopsMetadata.Key + "_";

    /// <inheritdoc/>
    public override SopsFile Load(ReadOnlySpan<byte> content)
    {
        var items = new List<SopsItem>();
        var metadata = new List<SopsItem>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '#')
            {
                items.Add(SopsItem.Of(new SopsComment(line[1..])));
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new SopsException($"invalid dotenv input: line {number} has no '='");
            }

            var value = SopsScalar.Of(line[(equals + 1)..].Replace("\\n", "\n", StringComparison.Ordinal));
            if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                metadata.Add(new SopsItem(line[Prefix.Length..equals], value));
            }
            else
            {
                items.Add(new SopsItem(line[..equals], value));
            }
        }

        return metadata.Count == 0 ? throw NoMetadata() : new SopsFile([new SopsMapping(items)], SopsMetadata.Read(FlatMetadata.Unfold(metadata)));
    }

    /// <inheritdoc/>
    public override byte[] Emit(IReadOnlyList<SopsMapping> documents)
    {
        using var output = new MemoryStream();
        foreach (var item in documents[0].Items)
        {
            if (item.Comment is { } comment)
            {
                output.Write(Encoding.UTF8.GetBytes($"#{comment.Text}\n"));
                continue;
            }

            if (item.Value is not SopsScalar value)
            {
                throw new SopsException($"cannot use complex value in dotenv file; offending key {item.Key}");
            }

            output.Write(Encoding.UTF8.GetBytes(item.Key + "="));
            output.Write(value.Kind == SopsKind.Text ? Escaped(value.Bytes) : Encoding.UTF8.GetBytes(value.ToPlainText()));
            output.WriteByte((byte)'\n');
        }

        return output.ToArray();
    }

    private static byte[] Escaped(byte[] text)
    {
        if (!text.AsSpan().Contains((byte)'\n'))
        {
            return text;
        }

        var result = new List<byte>(text.Length + 16);
        foreach (var b in text)
        {
            if (b == '\n')
            {
                result.AddRange("\\n"u8);
            }
            else
            {
                result.Add(b);
            }
        }

        return [.. result];
    }
}
