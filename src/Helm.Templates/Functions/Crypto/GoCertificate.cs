using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>Sprig's <c>certificate</c>: a certificate and its key in PEM.</summary>
internal sealed class GoCertificate(string certificate, string key) : GoObject
{
    /// <summary>The Go type.</summary>
    public static GoType CertificateType { get; } = GoType.Struct("sprig.certificate");

    public string Certificate { get; } = certificate;

    public string Key { get; } = key;

    public override GoType Type => CertificateType;

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields => [new("Cert", Certificate), new("Key", Key)];

    /// <exception cref="KeyFormatException">The text has no certificate.</exception>
    public X509Certificate2 Parse()
    {
        if (!PemEncoding.TryFind(Certificate, out var fields))
        {
            throw new KeyFormatException("unable to decode certificate");
        }

        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Certificate[fields.Base64Data]));
        }
        catch (CryptographicException e)
        {
            throw new KeyFormatException($"error parsing certificate: decodedCert.Bytes: {e.Message}");
        }
    }
}
