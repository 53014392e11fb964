using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Stores;

/// <summary>YAML documents with their comments; written with four columns of indentation, as sops does.</summary>
internal sealed class YamlStore : SopsStore
{
    /// <inheritdoc/>
    public override SopsFile Load(ReadOnlySpan<byte> content)
    {
        var text = SopsFormats.Decode(content);
        return Split(SopsYamlReader.Read(text, withComments: true) ?? SopsYamlReader.Read(text, withComments: false)!);
    }

    /// <inheritdoc/>
    public override byte[] Emit(IReadOnlyList<SopsMapping> documents) => Encoding.UTF8.GetBytes(SopsYamlWriter.Write(documents));
}
