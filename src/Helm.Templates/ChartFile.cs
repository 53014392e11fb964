using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>A file of a chart.</summary>
/// <param name="path">Path relative to the chart, with <c>/</c> between names.</param>
/// <param name="content">The bytes, which are not copied and must not change.</param>
public sealed class ChartFile(string path, byte[] content)
{
    private string? _text;

    /// <summary>Path relative to the chart, with <c>/</c> between names.</summary>
    public string Path { get; } = path;

    /// <summary>The bytes, without a byte-order mark when the chart came from a folder or archive.</summary>
    public ReadOnlyMemory<byte> Content => Bytes;

    internal byte[] Bytes { get; } = content;

    /// <summary>The content as a Go string.</summary>
    internal string Text => _text ??= GoText.FromBytes(Bytes);

    /// <inheritdoc/>
    public override string ToString() => Path;
}
