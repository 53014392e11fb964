using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Source.Internal;

/// <summary>TLS and proxy settings as Secrets hold them (source.md §4.1, §4.2).</summary>
internal sealed class TransportSecrets(SecretReader secrets)
{
    private const int MaxProxyAddress = 2048;

    /// <summary>Client certificate and certificate authority of a Secret.</summary>
    /// <exception cref="FormatException">The Secret holds neither, or half a pair.</exception>
    /// <exception cref="KubernetesApiException">It does not exist or may not be read.</exception>
    public async Task<TlsSettings> TlsAsync(NamespacedName key, Action<string?> hide, CancellationToken ct) =>
        Tls(await secrets.ReadAsync(key, ct).ConfigureAwait(false), key, hide)
        ?? throw new FormatException($"secret '{key.Namespace}/{key.Name}' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'");

    /// <summary>TLS keys in a Secret that may also hold other things; null when there are none.</summary>
    /// <exception cref="FormatException">Half a pair.</exception>
    public static TlsSettings? Tls(SecretData secret, NamespacedName key, Action<string?> hide)
    {
        var (certificate, privateKey, authority) = (secret.Text("tls.crt", "certFile"), secret.Text("tls.key", "keyFile"), secret.Text("ca.crt", "caFile"));
        if (certificate is null != privateKey is null)
        {
            throw new FormatException($"secret '{key.Namespace}/{key.Name}': '{(certificate is null ? "tls.crt" : "tls.key")}' is missing; a client certificate needs both 'tls.crt' and 'tls.key'");
        }

        hide(privateKey);
        return certificate is null && authority is null ? null : new TlsSettings(authority, certificate, privateKey);
    }

    /// <summary>Address of a proxy, with its credentials.</summary>
    /// <exception cref="FormatException">The Secret has no usable address.</exception>
    /// <exception cref="KubernetesApiException">It does not exist or may not be read.</exception>
    public async Task<string> ProxyAsync(NamespacedName key, Action<string?> hide, CancellationToken ct)
    {
        var secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
        hide(secret.Text("password"));
        var address = secret.Text("address") ?? throw new FormatException($"secret '{key.Namespace}/{key.Name}': key 'address' not found");
        if (address.Length > MaxProxyAddress || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "socks5"))
        {
            throw new FormatException($"secret '{key.Namespace}/{key.Name}': 'address' must be an http, https or socks5 URL");
        }

        return secret.Text("username") is { } user
            ? new UriBuilder(uri) { UserName = Uri.EscapeDataString(user), Password = Uri.EscapeDataString(secret.Text("password") ?? "") }.Uri.AbsoluteUri
            : address;
    }
}

/// <summary>Certificates of a connection, each in PEM.</summary>
internal sealed record TlsSettings(string? Authority, string? Certificate, string? Key);
