using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions.Crypto;

/// <summary>A certificate to be: what sprig's functions ask for.</summary>
internal sealed record CertificateTemplate(string CommonName, IReadOnlyList<string> Addresses, IReadOnlyList<string> DnsNames, long Days, DateTimeOffset Now, bool IsAuthority)
{
    private const int SerialLength = 16;

    /// <summary>Dates of a certificate have a year of four digits.</summary>
    private const long MostDays = 365L * 5000;

    public GoCertificate SelfSign(PrivateKey key)
    {
        var request = Request(key);
        using var certificate = request.Create(request.SubjectName, key.Signer(), Now, End, Serial());
        return new GoCertificate(certificate.ExportCertificatePem() + "\n", key.ToPem());
    }

    public GoCertificate Sign(PrivateKey key, GoCertificate signer)
    {
        using var issuer = signer.Parse();
        PrivateKey issuerKey;
        try
        {
            issuerKey = PrivateKey.FromPem(signer.Key);
        }
        catch (KeyFormatException e)
        {
            throw new KeyFormatException($"error parsing private key: {e.Message}");
        }

        using (issuerKey)
        {
            var request = Request(key);
            if (issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier)
            {
                request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
            }

            using var certificate = request.Create(issuer.SubjectName, issuerKey.Signer(), Now, End, Serial());
            return new GoCertificate(certificate.ExportCertificatePem() + "\n", key.ToPem());
        }
    }

    private DateTimeOffset End => Now.AddDays(Math.Clamp(Days, -365 * 1000, MostDays));

    private CertificateRequest Request(PrivateKey key)
    {
        var subject = new X500DistinguishedNameBuilder();
        if (CommonName.Length > 0)
        {
            subject.AddCommonName(CommonName);
        }

        var request = key.Request(subject.Build());
        var usage = X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DigitalSignature;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(IsAuthority ? usage | X509KeyUsageFlags.KeyCertSign : usage, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(IsAuthority, hasPathLengthConstraint: false, 0, critical: true));
        if (IsAuthority)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        }

        AddNames(request);
        return request;
    }

    private void AddNames(CertificateRequest request)
    {
        if (Addresses.Count + DnsNames.Count == 0)
        {
            return;
        }

        // Written by hand, for .NET refuses names that Go takes.
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in DnsNames)
            {
                if (!Ascii.IsValid(name))
                {
                    throw new KeyFormatException($"error creating certificate: x509: {GoText.Quote(name)} cannot be encoded as an IA5String");
                }

                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            foreach (var address in Addresses)
            {
                writer.WriteOctetString(ParseAddress(address).GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
            }
        }

        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", writer.Encode(), critical: false));
    }

    /// <summary>.NET takes shortened IPv4 addresses and zones, Go does not.</summary>
    private static IPAddress ParseAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal)
        && (text.Contains(':', StringComparison.Ordinal) || address.ToString() == text)
            ? address
            : throw new GoErrorException($"error parsing ip: {text}");

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialLength);

        // The number is positive.
        serial[0] &= 0x7F;
        serial[0] |= 0x01;
        return serial;
    }
}
