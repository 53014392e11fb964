namespace GitOpsToolkit.Oci;

/// <summary>A registry operation failed. The message is safe to show: it holds no credentials.</summary>
public sealed class OciException(OciError error, string message, Exception? inner = null) : Exception(OciRedaction.Clean(message), inner)
{
    /// <summary>Why.</summary>
    public OciError Error { get; } = error;

    /// <summary>HTTP status of the registry's answer; null when there was none.</summary>
    public int? StatusCode { get; init; }
}
