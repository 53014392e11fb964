using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>Reads encrypted files of a format and writes plain ones.</summary>
internal abstract class SopsStore
{
    /// <summary>The store of a format.</summary>
    public static SopsStore Of(SopsFormat format) => format switch
    {
        SopsFormat.Yaml => new YamlStore(),
        SopsFormat.Json => new JsonStore(),
        SopsFormat.Dotenv => new DotenvStore(),
        SopsFormat.Ini => new IniStore(),
        _ => new BinaryStore(),
    };

    /// <summary>Reads an encrypted file.</summary>
    /// <exception cref="SopsException">It is malformed, or sops has not written it.</exception>
    public abstract SopsFile Load(ReadOnlySpan<byte> content);

    /// <summary>Writes a plain file as sops does.</summary>
    /// <exception cref="SopsException">The format cannot hold the content.</exception>
    public abstract byte[] Emit(IReadOnlyList<SopsMapping> documents);

    /// <summary>Takes the metadata out of documents that hold it under its own key.</summary>
    protected static SopsFile Split(IReadOnlyList<SopsMapping> documents, Func<SopsMapping, SopsMapping>? unfold = null)
    {
        if (documents.Count == 0)
        {
            throw NoMetadata();
        }

        var found = documents[0].Items.Where(IsMetadata).ToList();
        var metadata = found switch
        {
            [] => throw NoMetadata(),
            [{ Value: SopsMapping mapping }] => mapping,
            [_] => throw new SopsException($"Found {SopsMetadata.Key} entry that is not a mapping"),
            _ => throw new SopsException($"Found duplicate {SopsMetadata.Key} entry"),
        };
        return new SopsFile(
            [.. documents.Select(static document => new SopsMapping([.. document.Items.Where(static item => !IsMetadata(item))]))],
            SopsMetadata.Read(unfold is null ? metadata : unfold(metadata)));
    }

    /// <summary>The error of a file without metadata.</summary>
    protected static SopsException NoMetadata() => new("sops metadata not found");

    private static bool IsMetadata(SopsItem item) => item.Comment is null && item.Key == SopsMetadata.Key;
}
