using System.Security.Cryptography;

namespace GitOpsToolkit.Oci;

/// <summary>
/// Passes a blob on while it checks it: more bytes than declared are an error at once, fewer or a wrong digest at the end. Who reads to the
/// end knows that the content is right.
/// </summary>
internal sealed class VerifyingStream(Stream inner, IDisposable owner, OciDescriptor descriptor) : Stream
{
    private readonly IncrementalHash _hash = OciDigest.Create(descriptor.Digest);
    private long _read;
    private bool _isVerified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => descriptor.Size;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Check(buffer[..read], buffer.Length);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Check(buffer.Span[..read], buffer.Length);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads what is left and checks it, for callers that stop before the end, such as readers of archives with padding.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        var rest = new byte[16 * 1024];
        while (await ReadAsync(rest, ct).ConfigureAwait(false) > 0)
        {
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> read, int wanted)
    {
        if (read.Length > 0)
        {
            _hash.AppendData(read);
            _read += read.Length;
            if (_read > descriptor.Size)
            {
                throw new OciException(OciError.DigestMismatch, $"blob {descriptor.Digest} is larger than the declared {descriptor.Size} bytes");
            }

            return;
        }

        if (wanted == 0 || _isVerified)
        {
            return;
        }

        if (_read != descriptor.Size)
        {
            throw new OciException(OciError.DigestMismatch, $"blob {descriptor.Digest} ended after {_read} of the declared {descriptor.Size} bytes");
        }

        if (OciDigest.Write(descriptor.Digest, _hash) is var found && found != descriptor.Digest)
        {
            throw new OciException(OciError.DigestMismatch, $"blob {descriptor.Digest} has the digest {found}");
        }

        _isVerified = true;
    }
}
