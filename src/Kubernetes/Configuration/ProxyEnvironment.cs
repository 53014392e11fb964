using System.Net;

namespace GitOpsToolkit.Kubernetes;

/// <summary>The proxy that <c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c> and <c>NO_PROXY</c> name, with the rules of Go programs.</summary>
internal static class ProxyEnvironment
{
    public static Uri? Find(Uri server, Func<string, string?> environment)
    {
        var name = server.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        if (Read(name) is not { } text || IsLoopback(server) || IsExcluded(server, Read("NO_PROXY")))
        {
            return null;
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var proxy)
            ? proxy
            : throw new KubeConfigException("environment", name, "is no address");

        string? Read(string variable) =>
            environment(variable) is { Length: > 0 } upper ? upper
            : environment(variable.ToLowerInvariant()) is { Length: > 0 } lower ? lower
            : null;
    }

    private static bool IsLoopback(Uri server) => server.IsLoopback || server.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsExcluded(Uri server, string? list)
    {
        var host = server.IdnHost.Trim('[', ']');
        var isAddress = IPAddress.TryParse(host, out var address);
        foreach (var entry in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (entry == "*" || (isAddress && IPNetwork.TryParse(entry, out var network) && network.Contains(address!)))
            {
                return true;
            }

            var (name, port) = SplitPort(entry);
            if (port is not null && port != server.Port)
            {
                continue;
            }

            if (isAddress ? name == host : Matches(host, name))
            {
                return true;
            }
        }

        return false;
    }

    // ".example.com" and "*.example.com" stand for what is below the domain, "example.com" for the domain as well.
    private static bool Matches(string host, string entry)
    {
        var below = entry.StartsWith("*.", StringComparison.Ordinal) ? entry[1..] : entry;
        return below.StartsWith('.')
            ? host.EndsWith(below, StringComparison.OrdinalIgnoreCase)
            : host.Equals(below, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + below, StringComparison.OrdinalIgnoreCase);
    }

    private static (string Name, int? Port) SplitPort(string entry)
    {
        var colon = entry.LastIndexOf(':');
        return colon > 0 && entry.IndexOf(':', StringComparison.Ordinal) == colon && int.TryParse(entry.AsSpan(colon + 1), out var port)
            ? (entry[..colon], port)
            : (entry.Trim('[', ']'), null);
    }
}
