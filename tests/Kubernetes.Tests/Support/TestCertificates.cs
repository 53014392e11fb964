using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>A certificate authority of its own, and what it signs.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset NotBefore = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly DateTimeOffset NotAfter = NotBefore.AddDays(30);
    private readonly X509Certificate2 _authority;

    public TestCertificates(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _authority = request.CreateSelfSigned(NotBefore, NotAfter);
    }

    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>A server certificate for these names; addresses are told from host names by their form.</summary>
    public X509Certificate2 IssueServer(params string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue("server", "1.3.6.1.5.5.7.3.1", alternatives.Build());
    }

    public X509Certificate2 IssueClient(string name) => Issue(name, "1.3.6.1.5.5.7.3.2", null);

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Issue(string name, string usage, X509Extension? alternatives)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        using var certificate = request.Create(_authority, NotBefore, NotAfter, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
