namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>
/// A file that is rotated from time to time, read again when a minute old. Reading by age needs no notification
/// service, and catches the symbolic-link swaps of mounted volumes, which notifications miss.
/// </summary>
internal sealed class WatchedFile(string path, TimeProvider time)
{
    /// <summary>Age after which the file is read again, as client-go does with token files.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private const long Never = -1;
    private long _readAt = Never;

    /// <summary>True when the last read is recent enough.</summary>
    public bool IsFresh => Volatile.Read(ref _readAt) is not Never and var readAt && time.GetElapsedTime(readAt) < MaxAge;

    /// <summary>Makes the next use read again.</summary>
    public void Expire() => Volatile.Write(ref _readAt, Never);

    /// <summary>Reads the file. A failure counts as a read, so a missing file is not asked for by every request.</summary>
    public Task<string> ReadAsync(CancellationToken ct)
    {
        Volatile.Write(ref _readAt, time.GetTimestamp());
        return File.ReadAllTextAsync(path, ct);
    }
}
