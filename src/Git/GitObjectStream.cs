namespace GitOpsToolkit.Git;

/// <summary>Content of one object while it passes by.</summary>
public sealed class GitObjectStream : Stream
{
    private readonly Stream source;
    private long left;
    private bool atEnd;

    internal GitObjectStream(Stream source, string hash, string type, long length)
    {
        this.source = source;
        Hash = hash;
        Type = type;
        Length = length;
        left = length;
    }

    /// <summary>Hash of the object.</summary>
    public string Hash { get; }

    /// <summary><c>blob</c>, <c>tree</c>, <c>commit</c> or <c>tag</c>.</summary>
    public string Type { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => Length - left;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (left == 0)
        {
            return 0;
        }

        var read = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken).ConfigureAwait(false);
        return Count(read);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        left == 0 ? 0 : Count(source.Read(buffer, offset, (int)Math.Min(count, left)));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads over what is left and the line feed after it.</summary>
    internal async Task SkipAsync(CancellationToken ct)
    {
        if (atEnd)
        {
            return;
        }

        var buffer = new byte[8192];
        while (left > 0)
        {
            await ReadAsync(buffer, ct).ConfigureAwait(false);
        }

        await source.ReadExactlyAsync(buffer.AsMemory(0, 1), ct).ConfigureAwait(false);
        atEnd = true;
    }

    private int Count(int read)
    {
        if (read == 0)
        {
            throw new GitException(GitError.Other, $"git cat-file ended in the middle of object {Hash}");
        }

        left -= read;
        return read;
    }
}
