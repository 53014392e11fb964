using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Oci;

/// <summary>Makes connections; those without certificates or a proxy of their own are shared, so that a poll finds one open.</summary>
internal static class RegistryHandlers
{
    private static readonly ConcurrentDictionary<bool, SocketsHttpHandler> Shared = new();

    /// <summary>A handler, and whether it is the caller's to dispose.</summary>
    /// <exception cref="FormatException">A certificate or the proxy's address cannot be read.</exception>
    public static (SocketsHttpHandler Handler, bool IsOwned) For(OciClientOptions options) =>
        options is { CaBundle: null, ClientCertificate: null, Proxy: null }
            ? (Shared.GetOrAdd(options.Insecure, static insecure => Create(new OciClientOptions { Insecure = insecure })), false)
            : (Create(options), true);

    private static SocketsHttpHandler Create(OciClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects are followed by hand, without credentials.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(30),
        };
        if (options.Insecure)
        {
#pragma warning disable CA5359 // asked for by the user, for this registry only
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.CaBundle is { } bundle)
        {
            handler.SslOptions.CertificateChainPolicy = Trusting(bundle);
        }

        if (options.ClientCertificate is not null)
        {
            handler.SslOptions.ClientCertificates = [ClientCertificate(options.ClientCertificate, options.ClientKey)];
        }

        if (options.Proxy is { } proxy)
        {
            handler.Proxy = ProxyAt(proxy);
        }

        return handler;
    }

    private static X509ChainPolicy Trusting(string bundle)
    {
        var extra = new X509Certificate2Collection();
        try
        {
            extra.ImportFromPem(bundle);
        }
        catch (CryptographicException e)
        {
            throw new FormatException("the certificate authority is not a certificate in PEM", e);
        }

        if (extra.Count == 0)
        {
            throw new FormatException("the certificate authority is not a certificate in PEM");
        }

        // The given authorities are trusted besides those of the system, not in their place.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(extra);
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        policy.CustomTrustStore.AddRange(store.Certificates);
        return policy;
    }

    private static X509Certificate2 ClientCertificate(string certificate, string? key)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPem(certificate, key ?? throw new FormatException("a client certificate needs its key"));
            // Some platforms refuse keys that exist in memory only.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException("the client certificate and its key are not a pair in PEM", e);
        }
    }

    private static WebProxy ProxyAt(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "socks5"))
        {
            throw new FormatException("the proxy must be an http, https or socks5 URL");
        }

        var proxy = new WebProxy(new UriBuilder(uri) { UserName = "", Password = "" }.Uri);
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), rest is [var password] ? Uri.UnescapeDataString(password) : "");
        }

        return proxy;
    }
}
