using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>The certificates a connection is made with, as text, so that a change can be seen.</summary>
/// <param name="Authority">Trusted authorities, PEM; null for the operating system's.</param>
/// <param name="Certificate">Client certificate with its chain, PEM; null shows none.</param>
/// <param name="Key">Key of the client certificate, PEM.</param>
internal sealed record TlsMaterial(string? Authority, string? Certificate, string? Key)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Options for one generation of connections.</summary>
    public SslClientAuthenticationOptions CreateOptions(TlsConfig config)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = config.ServerName };
        if (config.InsecureSkipVerify)
        {
#pragma warning disable CA5359, MA0039 // The user asked for it in so many words; nothing else sets the flag.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (Authority is not null)
        {
            // A chain policy replaces whom to trust and nothing else. A validation callback would have to repeat the
            // whole judgement, and the ones that forget the host name accept any certificate of the authority.
            options.CertificateChainPolicy = Trust(Authority);
        }

        if (Certificate is not null)
        {
            options.ClientCertificateContext = ReadClientCertificate(Certificate, Key);
        }

        return options;
    }

    private static X509ChainPolicy Trust(string authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // cluster authorities publish no revocation lists
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        try
        {
            policy.CustomTrustStore.ImportFromPem(authority);
        }
        catch (CryptographicException e)
        {
            throw new KubernetesConnectionException($"certificate-authority is not readable PEM: {e.Message}", e);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new KubernetesConnectionException("certificate-authority holds no certificate; expected PEM blocks named CERTIFICATE");
    }

    private static SslStreamCertificateContext ReadClientCertificate(string certificate, string? key)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            var leaf = X509Certificate2.CreateFromPem(certificate, key ?? certificate);
            if (OperatingSystem.IsWindows())
            {
                // Windows only shows certificates whose key went through its store format.
                using var ephemeral = leaf;
                leaf = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pfx), null);
            }

            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubernetesConnectionException($"client-certificate and client-key do not form a pair of readable PEM: {e.Message}", e);
        }
    }
}
