namespace GitOpsToolkit.Artifacts;

/// <summary>Collects bytes in memory and moves to a temporary file, which vanishes on close, once they are many.</summary>
internal sealed class SpoolStream(string folder) : IAsyncDisposable
{
    private const int MemoryLimit = 4 << 20;

    private Stream? _content = new MemoryStream();

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (_content is MemoryStream memory && memory.Length + bytes.Length > MemoryLimit)
        {
            var file = new FileStream(Path.Combine(folder, $"gotk-fetch-{Guid.NewGuid():N}"), PrivateFiles.Options(FileMode.CreateNew, FileAccess.ReadWrite, FileOptions.DeleteOnClose));
            _content = file;
            memory.Position = 0;
            await memory.CopyToAsync(file, ct).ConfigureAwait(false);
        }

        await _content!.WriteAsync(bytes, ct).ConfigureAwait(false);
    }

    /// <summary>Hands the collected bytes over to the caller.</summary>
    public async Task<Stream> DetachAsync(CancellationToken ct)
    {
        var detached = _content!;
        await detached.FlushAsync(ct).ConfigureAwait(false);
        _content = null;
        return detached;
    }

    public ValueTask DisposeAsync() => _content?.DisposeAsync() ?? ValueTask.CompletedTask;
}
