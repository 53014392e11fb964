using System.Net.Sockets;
using System.Security.Authentication;

namespace GitOpsToolkit.Oci;

/// <summary>Says why a request got no answer, in the words of Go's clients, which people search for.</summary>
internal static class ConnectionFailure
{
    public static string Describe(HttpMethod method, Uri address, Exception error)
    {
        var verb = char.ToUpperInvariant(method.Method[0]) + method.Method[1..].ToLowerInvariant();
        return $"{verb} \"{OciRedaction.Clean(address.AbsoluteUri)}\": {Cause(address, error)}";
    }

    private static string Cause(Uri address, Exception error)
    {
        for (var at = error; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial tcp {Dialled(address)}: connect: connection refused";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"dial tcp: lookup {address.DnsSafeHost}: no such host";
                case AuthenticationException when error.Message.Contains("HTTP", StringComparison.Ordinal):
                    return "http: server gave HTTP response to HTTPS client";
                case AuthenticationException tls:
                    return $"tls: failed to verify certificate: {tls.Message}";
                case OperationCanceledException:
                    return "no answer in time";
                default:
                    break;
            }
        }

        return error.Message;
    }

    private static string Dialled(Uri address) => $"{address.Host}:{address.Port}";
}
