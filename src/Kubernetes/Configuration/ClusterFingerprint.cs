using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsToolkit.Kubernetes;

/// <summary>Tells configurations apart without keeping their secrets as keys.</summary>
internal static class ClusterFingerprint
{
    public static string Of(ClusterConfig config)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var tls = config.Tls;
        var credentials = config.Credentials;
        Add(config.Server.AbsoluteUri, config.DefaultNamespace, config.Proxy?.AbsoluteUri, config.UserAgent);
        Add(tls.CertificateAuthorityData, tls.CertificateAuthorityFile, tls.ServerName, tls.InsecureSkipVerify ? "insecure" : null);
        Add(tls.ClientCertificateData, tls.ClientCertificateFile, tls.ClientKeyData, tls.ClientKeyFile);
        Add(credentials.Token, credentials.TokenFile, credentials.Username, credentials.Password);
        Add(FormattableString.Invariant($"{config.DisableCompression} {config.RequestTimeout} {config.RequestsPerSecond:R} {config.RequestBurst}"));

        // Code has no content to compare; the same delegate is the same source.
        Add(credentials.TokenProvider is { } provider ? FormattableString.Invariant($"{RuntimeHelpers.GetHashCode(provider)}") : null);
        if (credentials.Exec is { } exec)
        {
            Add(exec.ApiVersion, exec.Command, exec.ProvideClusterInfo ? "cluster" : null, exec.ClusterExtension);
            Add([.. exec.Arguments]);
            Add([.. exec.Environment.SelectMany(pair => new[] { pair.Key, pair.Value })]);
        }

        if (config.Impersonation is { } impersonation)
        {
            Add(impersonation.User, impersonation.Uid);
            Add([.. impersonation.Groups]);
            foreach (var (key, values) in impersonation.Extra.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                Add([key, .. values]);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());

        // Lengths go in as well, so that no two lists of texts run together to the same bytes.
        void Add(params ReadOnlySpan<string?> texts)
        {
            hash.AppendData(BitConverter.GetBytes(texts.Length));
            foreach (var text in texts)
            {
                var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
                hash.AppendData(BitConverter.GetBytes(text is null ? -1 : bytes.Length));
                hash.AppendData(bytes);
            }
        }
    }
}
