using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>
/// An IP address with the strictness of Go's net/netip: no leading zeros, no short IPv4 forms, no zones. The bits of an
/// IPv4 address stand at the end.
/// </summary>
internal readonly record struct NetAddress(UInt128 Bits, bool IsV4)
{
    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>An IPv6 address that stands for an IPv4 one.</summary>
    public bool IsMapped => !IsV4 && Bits >> 32 == 0xFFFF;

    public bool IsUnspecified => Bits == 0;

    public bool IsLoopback => IsV4 ? Bits >> 24 == 127 : Bits == 1;

    public bool IsLinkLocalMulticast => IsV4 ? Bits >> 8 == 0xE00000 : (Bits >> 112 & 0xFF0F) == 0xFF02;

    public bool IsLinkLocalUnicast => IsV4 ? Bits >> 16 == 0xA9FE : Bits >> 118 == 0xFE80 >> 6;

    public bool IsGlobalUnicast =>
        !IsUnspecified && !IsLoopback && !IsMulticast && !IsLinkLocalUnicast && !(IsV4 && Bits == uint.MaxValue);

    public int Width => IsV4 ? 32 : 128;

    private bool IsMulticast => IsV4 ? Bits >> 28 == 0xE : Bits >> 120 == 0xFF;

    /// <summary>Reads an address; null when it is none, or has a zone.</summary>
    public static NetAddress? Parse(string text) => text.Contains(':', StringComparison.Ordinal) ? ParseV6(text) : ParseV4(text);

    public override string ToString()
    {
        if (IsV4)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(byte)(Bits >> 24)}.{(byte)(Bits >> 16)}.{(byte)(Bits >> 8)}.{(byte)Bits}");
        }

        Span<ushort> groups = stackalloc ushort[8];
        for (var i = 0; i < 8; i++)
        {
            groups[i] = (ushort)(Bits >> (112 - (16 * i)));
        }

        var (start, length) = LongestZeroRun(groups);
        if (length < 2)
        {
            return Join(groups);
        }

        return $"{Join(groups[..start])}::{Join(groups[(start + length)..])}";
    }

    private static NetAddress? ParseV4(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            return null;
        }

        uint bits = 0;
        foreach (var part in parts)
        {
            if (part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0') || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return null;
            }

            bits = (bits << 8) | octet;
        }

        return new NetAddress(bits, true);
    }

    private static NetAddress? ParseV6(string text)
    {
        // .NET's parser also takes brackets, ports, prefixes and zones, none of which belongs to an address.
        if (text.AsSpan().ContainsAnyExcept(V6Characters)
            || (text.Contains('.', StringComparison.Ordinal) && ParseV4(text[(text.LastIndexOf(':') + 1)..]) is null)
            || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        return new NetAddress(BinaryPrimitives.ReadUInt128BigEndian(address.GetAddressBytes()), false);
    }

    private static (int Start, int Length) LongestZeroRun(ReadOnlySpan<ushort> groups)
    {
        var (best, bestLength) = (0, 0);
        for (var i = 0; i < groups.Length; i++)
        {
            var length = groups[i..].IndexOfAnyExcept((ushort)0) is var end and >= 0 ? end : groups.Length - i;
            if (length > bestLength)
            {
                (best, bestLength) = (i, length);
            }
        }

        return (best, bestLength);
    }

    private static string Join(ReadOnlySpan<ushort> groups)
    {
        var texts = new string[groups.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            texts[i] = groups[i].ToString("x", CultureInfo.InvariantCulture);
        }

        return string.Join(':', texts);
    }
}

/// <summary>An address range: an address, whose host bits may be set, and the length of the network part.</summary>
internal readonly record struct NetPrefix(NetAddress Address, int Bits)
{
    public static NetPrefix? Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0 || NetAddress.Parse(text[..slash]) is not { } address)
        {
            return null;
        }

        var length = text[(slash + 1)..];
        return length.Length is > 0 and <= 3 && (length.Length == 1 || length[0] != '0')
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= address.Width
            ? new NetPrefix(address, bits)
            : null;
    }

    public NetPrefix Masked() => this with { Address = Address with { Bits = Address.Bits & Mask() } };

    public bool Contains(NetAddress address) => address.IsV4 == Address.IsV4 && (address.Bits & Mask()) == (Address.Bits & Mask());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Bits}");

    private UInt128 Mask() => Bits == 0 ? 0 : ~(UInt128)0 << (Address.Width - Bits);
}
