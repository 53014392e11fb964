using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>
/// Reads the regular files of a tar stream one after the other. The framework's reader allocates whatever size an extended header
/// claims before a byte of it has arrived; here a header longer than a path may be ends the reading.
/// </summary>
internal sealed class TarReader(Stream input)
{
    private const int BlockSize = 512;
    private const int MaxExtendedHeader = 64 * 1024;

    private readonly byte[] _block = new byte[BlockSize];
    private long _left;
    private int _padding;

    /// <summary>Name of the current file, as written in the archive.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Size of the current file in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>Moves to the next regular file; false at the end of the archive.</summary>
    /// <exception cref="ChartException">The archive is damaged or has a link or device in it.</exception>
    public bool Next()
    {
        Skip();
        string? longName = null;
        long? longSize = null;
        while (ReadBlock() && _block.AsSpan().ContainsAnyExcept((byte)0))
        {
            VerifyChecksum();
            var size = Number(_block.AsSpan(124, 12));
            switch ((char)_block[156])
            {
                case 'x':
                    ReadPax(ReadExtended(size), ref longName, ref longSize);
                    continue;
                case 'L':
                    longName = Text(ReadExtended(size));
                    continue;
                case 'g' or 'K':
                    ReadExtended(size);
                    continue;
                case '0' or '\0' or '7':
                    Begin(longName ?? ShortName(), longSize ?? size);
                    if (!Name.EndsWith('/'))
                    {
                        return true;
                    }

                    break;
                case '5':
                    Begin(longName ?? ShortName(), 0);
                    break;
                default:
                    throw new ChartException($"chart illegally contains a link or device: {longName ?? ShortName()}");
            }

            Skip();
            (longName, longSize) = (null, null);
        }

        return false;
    }

    /// <summary>The bytes of the current file.</summary>
    public byte[] Read()
    {
        // Grown as bytes arrive: the announced size is not trusted with memory.
        using var content = new MemoryStream((int)Math.Min(_left, 64 * 1024));
        var buffer = new byte[(int)Math.Clamp(_left, 1, 64 * 1024)];
        while (_left > 0)
        {
            var read = input.Read(buffer, 0, (int)Math.Min(buffer.Length, _left));
            if (read == 0)
            {
                throw Unexpected();
            }

            content.Write(buffer, 0, read);
            _left -= read;
        }

        return content.ToArray();
    }

    private void Begin(string name, long size)
    {
        (Name, Size, _left) = (name, size, size);
        _padding = (int)((BlockSize - (size % BlockSize)) % BlockSize);
    }

    private void Skip()
    {
        for (var left = _left + _padding; left > 0;)
        {
            var read = input.Read(_block, 0, (int)Math.Min(_block.Length, left));
            left -= read > 0 ? read : throw Unexpected();
        }

        (_left, _padding) = (0, 0);
    }

    private bool ReadBlock() => input.ReadAtLeast(_block, BlockSize, throwOnEndOfStream: false) switch
    {
        0 => false,
        BlockSize => true,
        _ => throw Unexpected(),
    };

    private byte[] ReadExtended(long size)
    {
        if (size > MaxExtendedHeader)
        {
            throw new ChartException($"the archive has an extended header of {size} bytes");
        }

        Begin("", size);
        var content = Read();
        Skip();
        return content;
    }

    private static void ReadPax(ReadOnlySpan<byte> rest, ref string? name, ref long? size)
    {
        while (!rest.IsEmpty)
        {
            var space = rest.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(rest[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > rest.Length)
            {
                throw Damaged();
            }

            var record = rest[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0 && record[..equals].SequenceEqual("path"u8))
            {
                name = Encoding.UTF8.GetString(record[(equals + 1)..]);
            }
            else if (equals > 0 && record[..equals].SequenceEqual("size"u8))
            {
                size = long.TryParse(record[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Damaged();
            }

            rest = rest[length..];
        }
    }

    private string ShortName()
    {
        var name = Text(_block.AsSpan(0, 100));

        // The prefix field is that of POSIX; GNU tar keeps times there.
        var prefix = _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8) ? Text(_block.AsSpan(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private void VerifyChecksum()
    {
        long sum = 8 * ' ';
        for (var i = 0; i < _block.Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : _block[i];
        }

        if (sum != Number(_block.AsSpan(148, 8)))
        {
            throw Damaged();
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

            return value >= 0 ? value : throw Damaged();
        }

        foreach (var digit in field.Trim(" \0"u8))
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? (value << 3) | (uint)(digit - '0') : throw Damaged();
        }

        return value;
    }

    private static ChartException Damaged() => new("archive/tar: invalid tar header");

    private static ChartException Unexpected() => new("unexpected EOF");
}
