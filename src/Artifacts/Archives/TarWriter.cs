using System.Buffers;
using System.Globalization;
using System.Text;

namespace GitOpsToolkit.Artifacts;

/// <summary>
/// Writes tar headers with nothing in them but name, size and a normalised mode. The framework's writer adds a trailing slash to
/// directories and its own PAX records, so the same tree would not have the digest other implementations and versions give it.
/// </summary>
internal sealed class TarWriter(Stream output)
{
    internal const int BlockSize = 512;
    private const int NameLength = 100;
    private const int PrefixLength = 155;
    private const long MaxOctalSize = (1L << 33) - 1;

    private static readonly byte[] Zeros = new byte[BlockSize * 2];

    public async Task WriteAsync(ArchiveEntry entry, int mode, CancellationToken ct)
    {
        var name = Encoding.UTF8.GetBytes(entry.Path);
        var type = entry.IsDirectory ? (byte)'5' : (byte)'0';
        var fits = TrySplit(name, out var split);
        if (!fits || entry.Length > MaxOctalSize)
        {
            await WritePaxAsync(entry, fits, name, ct).ConfigureAwait(false);
        }

        await output.WriteAsync(Header(name, split, mode, Math.Min(entry.Length, MaxOctalSize), type), ct).ConfigureAwait(false);
        await CopyAsync(entry, ct).ConfigureAwait(false);
        await PadAsync(entry.Length, ct).ConfigureAwait(false);
    }

    /// <summary>Two empty blocks end an archive.</summary>
    public async Task FinishAsync(CancellationToken ct) => await output.WriteAsync(Zeros, ct).ConfigureAwait(false);

    private async Task CopyAsync(ArchiveEntry entry, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            long copied = 0;
            while (await entry.Content.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var read)
            {
                copied += read;
                if (copied > entry.Length)
                {
                    break;
                }

                await output.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
            }

            if (copied != entry.Length)
            {
                throw new ArchiveException($"file '{entry.Path}' changed while it was read: {entry.Length} bytes were announced");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A PAX header carries what the classic one cannot: long or non-ASCII names and files of 8 GiB and more.</summary>
    private async Task WritePaxAsync(ArchiveEntry entry, bool nameFits, byte[] name, CancellationToken ct)
    {
        using var records = new MemoryStream();
        if (!nameFits)
        {
            AppendRecord(records, "path", name);
        }

        if (entry.Length > MaxOctalSize)
        {
            AppendRecord(records, "size", Encoding.ASCII.GetBytes(entry.Length.ToString(CultureInfo.InvariantCulture)));
        }

        var body = records.ToArray();
        var shortName = Encoding.ASCII.GetBytes("PaxHeaders.0");
        await output.WriteAsync(Header(shortName, 0, 0, body.Length, (byte)'x'), ct).ConfigureAwait(false);
        await output.WriteAsync(body, ct).ConfigureAwait(false);
        await PadAsync(body.Length, ct).ConfigureAwait(false);
    }

    /// <summary>A record is its own length in decimal, a space, <c>key=value</c> and a line feed.</summary>
    private static void AppendRecord(MemoryStream records, string key, byte[] value)
    {
        var rest = 1 + key.Length + 1 + value.Length + 1;
        var length = rest + 1;
        while (length != rest + Digits(length))
        {
            length = rest + Digits(length);
        }

        records.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {key}=")));
        records.Write(value);
        records.WriteByte((byte)'\n');
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private async Task PadAsync(long length, CancellationToken ct)
    {
        if (length % BlockSize is > 0 and var rest)
        {
            await output.WriteAsync(Zeros.AsMemory(0, BlockSize - (int)rest), ct).ConfigureAwait(false);
        }
    }

    /// <summary>A name fits when it is ASCII and has at most 100 bytes, or can be cut at a slash into a prefix of 155 and a rest of 100.</summary>
    private static bool TrySplit(byte[] name, out int split)
    {
        split = 0;
        if (!Ascii.IsValid(name))
        {
            return false;
        }

        if (name.Length <= NameLength)
        {
            return true;
        }

        var end = Math.Min(name.Length - 1, PrefixLength);
        var slash = name.AsSpan(0, end + 1).LastIndexOf((byte)'/');
        if (slash <= 0 || name.Length - slash - 1 is > NameLength or 0)
        {
            return false;
        }

        split = slash;
        return true;
    }

    private static byte[] Header(byte[] name, int split, int mode, long size, byte type)
    {
        var block = new byte[BlockSize];
        var rest = split == 0 ? name.AsSpan() : name.AsSpan(split + 1);
        CopyCut(rest, block.AsSpan(0, NameLength));
        Octal(block.AsSpan(100, 8), mode);
        Octal(block.AsSpan(108, 8), 0);
        Octal(block.AsSpan(116, 8), 0);
        Octal(block.AsSpan(124, 12), size);
        Octal(block.AsSpan(136, 12), 0);
        block[156] = type;
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        Octal(block.AsSpan(329, 8), 0);
        Octal(block.AsSpan(337, 8), 0);
        if (split > 0)
        {
            name.AsSpan(0, split).CopyTo(block.AsSpan(345, PrefixLength));
        }

        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        Octal(block.AsSpan(148, 7), sum);
        return block;
    }

    /// <summary>The classic field of an entry with a PAX name holds what fits, with other bytes than ASCII replaced.</summary>
    private static void CopyCut(ReadOnlySpan<byte> name, Span<byte> field)
    {
        for (var i = 0; i < Math.Min(name.Length, field.Length); i++)
        {
            field[i] = name[i] < 0x80 ? name[i] : (byte)'_';
        }
    }

    private static void Octal(Span<byte> field, long value)
    {
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }
}
