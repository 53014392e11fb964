namespace GitOpsToolkit.Oci;

/// <summary>A part of a seekable stream; leaves the stream open, so that the part can be read again.</summary>
internal sealed class StreamSlice(Stream inner, long start, long length) : Stream
{
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        inner.Position = start + _at;
        var read = inner.Read(buffer, offset, (int)Math.Min(count, length - _at));
        _at += read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        inner.Position = start + _at;
        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _at)], cancellationToken).ConfigureAwait(false);
        _at += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
