using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>Any content, as the one value <c>data</c> of a JSON object.</summary>
internal sealed class BinaryStore : SopsStore
{
    private const string DataKey = "data";

    /// <inheritdoc/>
    public override SopsFile Load(ReadOnlySpan<byte> content) => new JsonStore().Load(content);

    /// <inheritdoc/>
    public override byte[] Emit(IReadOnlyList<SopsMapping> documents) =>
        documents.Count != 1 ? throw new SopsException("error emitting binary store: there must be exactly one tree branch")
        : documents[0][DataKey] switch
        {
            SopsScalar { Kind: SopsKind.Text } data => data.Bytes,
            null => throw new SopsException("error emitting binary store: no binary data found in tree"),
            _ => throw new SopsException("error emitting binary store: 'data' key in tree does not have a string value"),
        };
}
