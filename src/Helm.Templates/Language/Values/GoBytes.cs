namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A Go <c>[]byte</c> (<c>[]uint8</c>). The bytes are not changed after construction.</summary>
internal sealed class GoBytes(byte[] bytes, GoType? type = null)
{
    public GoType Type { get; } = type ?? GoType.Bytes;

    public int Count => bytes.Length;

    public ReadOnlySpan<byte> Span => bytes;

    /// <summary>The bytes as a Go string.</summary>
    public string Text => GoText.FromBytes(bytes);

    public byte this[int index] => bytes[index];
}
