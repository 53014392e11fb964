using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' addresses and address ranges.</summary>
internal static class NetworkLibrary
{
    private static readonly CelType Ip = Opaque("net.IP");
    private static readonly CelType Cidr = Opaque("net.CIDR");

    public static void Load(FunctionTable table)
    {
        table.Types[Ip.Name] = Ip;
        table.Types[Cidr.Name] = Cidr;
        table
            .Global("ip", [Str], Ip, arguments => ToIp(Text(arguments[0])))
            .Global("isIP", [Str], Bool, arguments => BoolValue.Of(ToIp(Text(arguments[0])) is IpValue))
            .Global("ip.isCanonical", [Str], Bool, arguments => ToIp(Text(arguments[0])) is var ip and IpValue ? BoolValue.Of(ip.ToString() == Text(arguments[0])) : ToIp(Text(arguments[0])))
            .Global("string", [Ip], Str, arguments => new StringValue(arguments[0].ToString()))
            .Member("family", [Ip], Int, arguments => new IntValue(Address(arguments[0]).IsV4 ? 4 : 6))
            .Member("isUnspecified", [Ip], Bool, Test(address => address.IsUnspecified))
            .Member("isLoopback", [Ip], Bool, Test(address => address.IsLoopback))
            .Member("isLinkLocalMulticast", [Ip], Bool, Test(address => address.IsLinkLocalMulticast))
            .Member("isLinkLocalUnicast", [Ip], Bool, Test(address => address.IsLinkLocalUnicast))
            .Member("isGlobalUnicast", [Ip], Bool, Test(address => address.IsGlobalUnicast));
        table
            .Global("cidr", [Str], Cidr, arguments => ToCidr(Text(arguments[0])))
            .Global("isCIDR", [Str], Bool, arguments => BoolValue.Of(ToCidr(Text(arguments[0])) is CidrValue))
            .Global("string", [Cidr], Str, arguments => new StringValue(arguments[0].ToString()))
            .Member("containsIP", [Cidr, Str], Bool, arguments => ContainsIp(arguments[0], ToIp(Text(arguments[1]))))
            .Member("containsIP", [Cidr, Ip], Bool, arguments => ContainsIp(arguments[0], arguments[1]))
            .Member("containsCIDR", [Cidr, Str], Bool, arguments => ContainsCidr(arguments[0], ToCidr(Text(arguments[1]))))
            .Member("containsCIDR", [Cidr, Cidr], Bool, arguments => ContainsCidr(arguments[0], arguments[1]))
            .Member("ip", [Cidr], Ip, arguments => new IpValue(((CidrValue)arguments[0]).Prefix.Address))
            .Member("prefixLength", [Cidr], Int, arguments => new IntValue(((CidrValue)arguments[0]).Prefix.Bits))
            .Member("masked", [Cidr], Cidr, arguments => new CidrValue(((CidrValue)arguments[0]).Prefix.Masked()));
    }

    private static string Text(CelValue value) => ((StringValue)value).Value;

    private static NetAddress Address(CelValue value) => ((IpValue)value).Address;

    private static Func<CelValue[], CelValue> Test(Func<NetAddress, bool> test) => arguments => BoolValue.Of(test(Address(arguments[0])));

    private static CelValue ToIp(string text) =>
        NetAddress.Parse(text) is not { } address ? new ErrorValue($"IP Address \"{text}\" parse error during conversion from string: ParseAddr(\"{text}\"): unable to parse IP")
        : address.IsMapped ? new ErrorValue($"IPv4-mapped IPv6 address \"{text}\" is not allowed")
        : new IpValue(address);

    private static CelValue ToCidr(string text) =>
        NetPrefix.Parse(text) is not { } prefix ? new ErrorValue($"network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): invalid prefix")
        : prefix.Address.IsMapped ? new ErrorValue($"network address parse error during conversion from string: IPv4-mapped IPv6 address \"{text}\" is not allowed")
        : new CidrValue(prefix);

    private static CelValue ContainsIp(CelValue cidr, CelValue ip) =>
        ip is IpValue value ? BoolValue.Of(((CidrValue)cidr).Prefix.Contains(value.Address)) : ip;

    private static CelValue ContainsCidr(CelValue cidr, CelValue other)
    {
        if (other is not CidrValue inner)
        {
            return other;
        }

        var prefix = ((CidrValue)cidr).Prefix;
        return BoolValue.Of(prefix.Bits <= inner.Prefix.Bits && prefix.Contains(inner.Prefix.Address));
    }

    private sealed class IpValue(NetAddress address) : OpaqueValue(Ip)
    {
        public NetAddress Address { get; } = address;

        internal override string ToText(int depth) => Address.ToString();

        internal override bool Equals(CelValue other, int depth) => other is IpValue ip && Address == ip.Address;
    }

    private sealed class CidrValue(NetPrefix prefix) : OpaqueValue(Cidr)
    {
        public NetPrefix Prefix { get; } = prefix;

        internal override string ToText(int depth) => Prefix.ToString();

        internal override bool Equals(CelValue other, int depth) => other is CidrValue cidr && Prefix == cidr.Prefix;
    }
}
