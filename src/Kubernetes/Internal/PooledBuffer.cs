using System.Buffers;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>A growing byte buffer on loan from the shared pool; what leaves it must be copied.</summary>
internal sealed class PooledBuffer(int capacity = PooledBuffer.DefaultCapacity) : IDisposable
{
    public const int DefaultCapacity = 16 * 1024;

    /// <summary>Most bytes a single answer, list item or watch event may take; far above what etcd stores.</summary>
    public const int MaxCapacity = 128 * 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(_start, _end - _start);

    public int Length => _end - _start;

    public void Clear() => _start = _end = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Drops bytes from the front.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    /// <summary>Reads once; false at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(Stream stream, CancellationToken ct)
    {
        Reserve(1);
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), ct).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>Reads until the buffer has no room left or the stream ends; false at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(Stream stream, CancellationToken ct)
    {
        Reserve(1);
        while (_end < _bytes.Length)
        {
            if (!await ReadAsync(stream, ct).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Clear();
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _end >= count)
        {
            return;
        }

        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
            if (_bytes.Length - _end >= count)
            {
                return;
            }
        }

        var wanted = Math.Max((long)_bytes.Length * 2, (long)_end + count);
        if (wanted > MaxCapacity)
        {
            throw new InvalidDataException($"the server sent a single value of more than {MaxCapacity / 1024 / 1024} MiB");
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        _bytes.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
