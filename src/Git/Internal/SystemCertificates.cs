using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>The certificates this machine trusts, for programs that take one file instead of the system's.</summary>
internal static class SystemCertificates
{
    private static readonly Lazy<string> Exported = new(Export);

    /// <summary>All of them in PEM.</summary>
    public static string Pem => Exported.Value;

    private static string Export()
    {
        var pem = new StringBuilder();
        using var roots = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        roots.Open(OpenFlags.ReadOnly);
        foreach (var certificate in roots.Certificates)
        {
            pem.Append(certificate.ExportCertificatePem()).Append('\n');
        }

        return pem.ToString();
    }
}
