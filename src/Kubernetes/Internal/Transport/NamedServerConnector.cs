using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>
/// Connects to servers whose certificate carries another name than their address. The handler's own TLS always asks for
/// the name of the request's host, so the handshake is made here.
/// </summary>
internal sealed class NamedServerConnector(SslClientAuthenticationOptions options)
{
    private readonly SslClientAuthenticationOptions _http1 = Offer(options, SslApplicationProtocol.Http11);
    private readonly SslClientAuthenticationOptions _http2 = Offer(options, SslApplicationProtocol.Http2, SslApplicationProtocol.Http11);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream;
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var secure = new SslStream(stream);
        try
        {
            var modern = context.InitialRequestMessage.Version >= HttpVersion.Version20;
            await secure.AuthenticateAsClientAsync(modern ? _http2 : _http1, ct).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Offer(SslClientAuthenticationOptions options, params SslApplicationProtocol[] protocols) => new()
    {
        TargetHost = options.TargetHost,
        CertificateChainPolicy = options.CertificateChainPolicy,
        ClientCertificateContext = options.ClientCertificateContext,
        RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
        ApplicationProtocols = [.. protocols],
    };
}
