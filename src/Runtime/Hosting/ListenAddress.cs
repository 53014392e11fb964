using System.Globalization;
using System.Net;

namespace GitOpsToolkit.Runtime;

/// <summary>Where an endpoint listens, in Go's form: <c>host:port</c>, <c>:port</c> for every interface.</summary>
internal static class ListenAddress
{
    /// <summary>The addresses a text means; empty when the endpoint is off.</summary>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static IReadOnlyList<IPEndPoint> Parse(string text)
    {
        if (text.Length == 0 || text == "0")
        {
            return [];
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new FormatException($"'{text}' is not an address; write host:port, :port for every interface, or 0 for none");
        }

        var host = text[..colon].Trim('[', ']');
        return host switch
        {
            "" => [new(IPAddress.IPv6Any, port)],
            "localhost" => [new(IPAddress.Loopback, port)],
            _ when IPAddress.TryParse(host, out var address) => [new(address, port)],
            _ => throw new FormatException($"'{text}' is not an address; '{host}' must be an IP address, localhost or empty"),
        };
    }
}
