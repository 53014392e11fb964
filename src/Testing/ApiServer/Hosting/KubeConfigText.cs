using System.Text;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Writes kubeconfig files.</summary>
internal static class KubeConfigText
{
    public static string ForToken(string url, string authorityPem, string token, string ns) =>
        Write(url, authorityPem, ns, $"    token: {token}\n");

    public static string ForCertificate(string url, string authorityPem, string certificatePem, string keyPem, string ns) =>
        Write(url, authorityPem, ns, $"    client-certificate-data: {Base64(certificatePem)}\n    client-key-data: {Base64(keyPem)}\n");

    private static string Write(string url, string authorityPem, string ns, string credentials) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: testing
        clusters:
        - name: testing
          cluster:
            server: {url}
            certificate-authority-data: {Base64(authorityPem)}
        users:
        - name: user
          user:
        {credentials}contexts:
        - name: testing
          context:
            cluster: testing
            user: user
            namespace: {ns}

        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
