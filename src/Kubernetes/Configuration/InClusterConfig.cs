namespace GitOpsToolkit.Kubernetes;

/// <summary>The identity of the pod a process runs in.</summary>
public static class InClusterConfig
{
    /// <summary>Variable with the address of the API server.</summary>
    public const string HostVariable = "KUBERNETES_SERVICE_HOST";

    /// <summary>Variable with the port of the API server.</summary>
    public const string PortVariable = "KUBERNETES_SERVICE_PORT";

    /// <summary>Reads the pod's identity; null when the process runs in no pod, or in one without a service account.</summary>
    /// <param name="options">Environment and folder; null for the real ones.</param>
    /// <remarks>Token and authority are named as files, so their rotation is followed.</remarks>
    public static ClusterConfig? TryLoad(KubeConfigOptions? options = null)
    {
        options ??= new KubeConfigOptions();
        var host = options.Environment(HostVariable);
        var port = options.Environment(PortVariable);
        var token = Path.Combine(options.ServiceAccountFolder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token))
        {
            return null;
        }

        var address = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        if (!Uri.TryCreate($"https://{address}:{port}", UriKind.Absolute, out var server))
        {
            throw new KubeConfigException("environment", HostVariable, $"\"{host}\" and port \"{port}\" form no address");
        }

        var authority = Path.Combine(options.ServiceAccountFolder, "ca.crt");
        var ns = Path.Combine(options.ServiceAccountFolder, "namespace");
        return new ClusterConfig
        {
            Server = server,
            Tls = new TlsConfig { CertificateAuthorityFile = File.Exists(authority) ? authority : null },
            Credentials = new ClusterCredentials { TokenFile = token },
            DefaultNamespace = File.Exists(ns) && File.ReadAllText(ns).Trim() is { Length: > 0 } name ? name : "default",
            Proxy = ProxyEnvironment.Find(server, options.Environment),
        };
    }
}
