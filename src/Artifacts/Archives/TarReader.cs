using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Artifacts;

internal enum TarEntryKind
{
    File,
    Directory,
    SymbolicLink,
    Other,
}

internal sealed record TarEntry(string Name, TarEntryKind Kind, long Size, int Mode);

/// <summary>
/// Reads tar entries one after the other. The framework's reader allocates whatever size an extended header claims before a byte of
/// it has arrived; here a header that is longer than a path may be ends the reading.
/// </summary>
internal sealed class TarReader(Stream input, ArchiveLimits limits)
{
    private const int MaxExtendedHeader = 1 << 20;

    private readonly byte[] _block = new byte[TarWriter.BlockSize];
    private long _contentLeft;
    private int _padding;

    /// <summary>Moves to the next entry; null at the end of the archive.</summary>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken ct)
    {
        await SkipContentAsync(ct).ConfigureAwait(false);
        string? longName = null;
        long? longSize = null;
        while (true)
        {
            if (!await ReadBlockAsync(ct).ConfigureAwait(false) || !_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                return null;
            }

            VerifyChecksum();
            var type = (char)_block[156];
            var size = Number(_block.AsSpan(124, 12));
            switch (type)
            {
                case 'x':
                    (longName, longSize) = ReadPax(await ReadExtendedAsync(size, ct).ConfigureAwait(false), longName, longSize);
                    continue;
                case 'g':
                    await ReadExtendedAsync(size, ct).ConfigureAwait(false);
                    continue;
                case 'L':
                    longName = Text(await ReadExtendedAsync(size, ct).ConfigureAwait(false));
                    continue;
                case 'K':
                    await ReadExtendedAsync(size, ct).ConfigureAwait(false);
                    continue;
                default:
                    return Begin(type, longName ?? ShortName(), longSize ?? size);
            }
        }
    }

    /// <summary>Reads from the current entry's content; zero at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        if (_contentLeft == 0)
        {
            return 0;
        }

        var read = await input.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _contentLeft)], ct).ConfigureAwait(false);
        if (read == 0)
        {
            throw new ArchiveException("tar error: the archive ends in the middle of a file");
        }

        _contentLeft -= read;
        return read;
    }

    private TarEntry Begin(char type, string name, long size)
    {
        var kind = type switch
        {
            '0' or '\0' or '7' => name.EndsWith('/') ? TarEntryKind.Directory : TarEntryKind.File,
            '5' => TarEntryKind.Directory,
            '2' => TarEntryKind.SymbolicLink,
            _ => TarEntryKind.Other,
        };
        _contentLeft = kind == TarEntryKind.File ? size : 0;
        _padding = (int)((TarWriter.BlockSize - (_contentLeft % TarWriter.BlockSize)) % TarWriter.BlockSize);
        return new TarEntry(name, kind, _contentLeft, (int)Number(_block.AsSpan(100, 8)));
    }

    private async Task SkipContentAsync(CancellationToken ct)
    {
        var left = _contentLeft + _padding;
        _contentLeft = 0;
        _padding = 0;
        while (left > 0)
        {
            var read = await input.ReadAsync(_block.AsMemory(0, (int)Math.Min(_block.Length, left)), ct).ConfigureAwait(false);
            if (read == 0)
            {
                throw new ArchiveException("tar error: the archive ends in the middle of a file");
            }

            left -= read;
        }
    }

    private async Task<bool> ReadBlockAsync(CancellationToken ct)
    {
        var read = await input.ReadAtLeastAsync(_block, _block.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        return read switch
        {
            0 => false,
            TarWriter.BlockSize => true,
            _ => throw new ArchiveException("tar error: the archive ends in the middle of a header"),
        };
    }

    private async Task<byte[]> ReadExtendedAsync(long size, CancellationToken ct)
    {
        if (size > Math.Min(MaxExtendedHeader, limits.MaxPathLength * 4L))
        {
            throw new ArchiveException($"tar error: an extended header of {size} bytes is longer than any path may be");
        }

        var content = new byte[size];
        _contentLeft = size;
        _padding = (int)((TarWriter.BlockSize - (size % TarWriter.BlockSize)) % TarWriter.BlockSize);
        for (var at = 0; at < content.Length;)
        {
            at += await ReadAsync(content.AsMemory(at), ct).ConfigureAwait(false);
        }

        await SkipContentAsync(ct).ConfigureAwait(false);
        return content;
    }

    /// <summary>Only <c>path</c> and <c>size</c> matter; times and owners are not taken over from archives.</summary>
    private static (string? Name, long? Size) ReadPax(byte[] content, string? name, long? size)
    {
        var rest = content.AsSpan();
        while (!rest.IsEmpty)
        {
            var space = rest.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(rest[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length > rest.Length || length < space + 3)
            {
                throw new ArchiveException("tar error: damaged extended header");
            }

            var record = rest[(space + 1)..(length - 1)];
            rest = rest[length..];
            if (record.StartsWith("path="u8))
            {
                name = Encoding.UTF8.GetString(record["path=".Length..]);
            }
            else if (record.StartsWith("size="u8))
            {
                size = long.TryParse(record["size=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new ArchiveException("tar error: damaged size in an extended header");
            }
        }

        return (name, size);
    }

    private string ShortName()
    {
        var name = Text(_block.AsSpan(0, 100));
        var hasPrefix = _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8);
        var prefix = hasPrefix ? Text(_block.AsSpan(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private void VerifyChecksum()
    {
        var expected = Number(_block.AsSpan(148, 8));
        long sum = 8 * ' ';
        for (var i = 0; i < _block.Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : _block[i];
        }

        if (sum != expected)
        {
            throw new ArchiveException("tar error: invalid tar header");
        }
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal digits, or with the first bit set a big-endian number.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        long value = 0;
        if ((field[0] & 0x80) != 0)
        {
            foreach (var part in field[^8..])
            {
                value = (value << 8) | part;
            }

            return value >= 0 ? value : throw new ArchiveException("tar error: invalid tar header");
        }

        foreach (var digit in field.Trim(" \0"u8))
        {
            value = digit is >= (byte)'0' and <= (byte)'7'
                ? (value << 3) | (uint)(digit - '0')
                : throw new ArchiveException("tar error: invalid tar header");
        }

        return value;
    }
}
