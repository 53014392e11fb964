using System.Globalization;

namespace GitOpsToolkit.Artifacts;

/// <summary>Listen addresses as Go programs write them: <c>[host]:port</c>, an empty host meaning every interface.</summary>
internal static class ListenEndpoint
{
    /// <exception cref="InvalidOperationException">The address has no usable port.</exception>
    public static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
        {
            throw new InvalidOperationException($"invalid storage address '{address}'; write [host]:port, for example :9090");
        }

        var host = address[..colon];
        return (host is ['[', .., ']'] ? host[1..^1] : host, port);
    }
}
