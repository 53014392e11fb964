using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace GitOpsToolkit.Git.Internal;

/// <summary>Words for failed HTTP requests; those of Go's client where others match on them.</summary>
internal static class HttpFailure
{
    public static GitException Describe(HttpRequestMessage request, HttpRequestException e)
    {
        var uri = request.RequestUri!;
        var verb = request.Method == HttpMethod.Get ? "Get" : "Post";
        var target = uri.HostNameType == UriHostNameType.IPv6 ? uri.Authority : string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}");
        var cause = e switch
        {
            { HttpRequestError: HttpRequestError.NameResolutionError } => $"dial tcp: lookup {uri.Host}: no such host",
            { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => $"dial tcp {target}: connect: connection refused",
            { InnerException: SocketException socket } => $"dial tcp {target}: {Lower(socket.Message)}",
            { InnerException: AuthenticationException tls } => $"tls: failed to verify certificate: {tls.Message}",
            { InnerException: { } inner } => $"{e.Message} ({inner.Message})",
            _ => e.Message,
        };
        return new GitException(GitError.Unreachable, $"{verb} \"{Address(uri)}\": {cause}", e);
    }

    public static string Status(HttpResponseMessage response, string reason) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"unexpected client error: unexpected requesting \"{Address(response.RequestMessage!.RequestUri!)}\" status code: {(int)response.StatusCode} {reason}").TrimEnd();

    /// <summary>The address of git's own requests is ours but for the repository, so its one parameter may be shown.</summary>
    private static string Address(Uri uri)
    {
        var address = RemoteAddress.Redact(uri.GetLeftPart(UriPartial.Path));
        return uri.Query == RefAdvertisement.Query ? address + uri.Query : address;
    }

    private static string Lower(string message) => char.ToLowerInvariant(message[0]) + message[1..];
}
