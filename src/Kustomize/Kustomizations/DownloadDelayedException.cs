namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>A download failed in a way that may pass, and is tried again before anybody is told.</summary>
/// <param name="delay">When.</param>
/// <param name="cause">The failure.</param>
internal sealed class DownloadDelayedException(TimeSpan delay, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>How long to wait before the next try.</summary>
    public TimeSpan Delay { get; } = delay;
}
