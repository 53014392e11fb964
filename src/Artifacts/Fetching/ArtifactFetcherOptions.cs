namespace GitOpsToolkit.Artifacts;

/// <summary>How artifacts are downloaded.</summary>
public sealed class ArtifactFetcherOptions
{
    /// <summary>Default of <see cref="Retries"/> (flag <c>--http-retry</c>).</summary>
    public const int DefaultRetries = 9;

    /// <summary>Default of <see cref="MaxDownloadBytes"/>: 1 GiB.</summary>
    public const long DefaultMaxDownloadBytes = 1L << 30;

    /// <summary>Retries after a connection error, 429 or 5xx (not 501).</summary>
    /// <value>9.</value>
    public int Retries { get; set; } = DefaultRetries;

    /// <summary>Wait before the first retry; doubles each time up to <see cref="RetryMaximum"/>.</summary>
    /// <value>5 s.</value>
    public TimeSpan RetryMinimum { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait between two tries.</summary>
    /// <value>30 s.</value>
    public TimeSpan RetryMaximum { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before a retry, for callers that would rather do something else meanwhile than wait inside of the call.</summary>
    /// <param name="failures">Tries that have failed before the last one.</param>
    public TimeSpan RetryDelay(int failures)
    {
        var wait = RetryMinimum * Math.Pow(2, Math.Min(failures, 16));
        return wait < RetryMaximum ? wait : RetryMaximum;
    }

    /// <summary>Largest body accepted, in bytes; zero or less lifts the limit.</summary>
    /// <value>1 GiB.</value>
    public long MaxDownloadBytes { get; set; } = DefaultMaxDownloadBytes;

    /// <summary>Longest time without a byte from the server.</summary>
    /// <value>30 s.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Folder for downloads too large for memory; the caller cleans it at start.</summary>
    /// <value>The system's temporary folder.</value>
    public string ScratchPath { get; set; } = ScratchFolder.System;

    /// <summary>Replaces host and port of every artifact address (environment variable <c>SOURCE_CONTROLLER_LOCALHOST</c>).</summary>
    /// <value>Null: addresses are used as they are.</value>
    public string? HostOverride { get; set; }

    /// <summary>The same for addresses that contain <c>//source-watcher</c> (<c>SOURCE_WATCHER_LOCALHOST</c>).</summary>
    /// <value>Null: addresses are used as they are.</value>
    public string? SourceWatcherHostOverride { get; set; }
}
