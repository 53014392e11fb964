namespace GitOpsToolkit.Git;

/// <summary>Content of one object while it passes by.</summary>
public sealed class GitObjectStream : Stream
{
    private readonly Stream _source;
    private long _left;
    private bool _atEnd;

    internal GitObjectStream(Stream source, string hash, string type, long length)
    {
        _source = source;
        Hash = hash;
        Type = type;
        Length = length;
        _left = length;
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
        get => Length - _left;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
        {
            return 0;
        }

        var read = await _source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        return Count(read);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        _left == 0 ? 0 : Count(_source.Read(buffer, offset, (int)Math.Min(count, _left)));

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
        if (_atEnd)
        {
            return;
        }

        var buffer = new byte[8192];
        while (_left > 0)
        {
            await ReadAsync(buffer, ct).ConfigureAwait(false);
        }

        await _source.ReadExactlyAsync(buffer.AsMemory(0, 1), ct).ConfigureAwait(false);
        _atEnd = true;
    }

    private int Count(int read)
    {
        if (read == 0)
        {
            throw new GitException(GitError.Other, $"git cat-file ended in the middle of object {Hash}");
        }

        _left -= read;
        return read;
    }
}
