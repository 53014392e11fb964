namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// How an API server is trusted. Where both are given, inline data wins over a file; files are read again when they
/// change, so rotated certificates need no restart.
/// </summary>
public sealed record TlsConfig
{
    /// <summary>Authorities to trust, PEM; without data or file the operating system's apply.</summary>
    public string? CertificateAuthorityData { get; init; }

    /// <summary>File with authorities to trust, PEM.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Client certificate with its chain, PEM.</summary>
    public string? ClientCertificateData { get; init; }

    /// <summary>File with the client certificate and its chain, PEM.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>Key of the client certificate, PEM.</summary>
    public string? ClientKeyData { get; init; }

    /// <summary>File with the key of the client certificate, PEM.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Name the server's certificate must carry; null for the host name of the address.</summary>
    public string? ServerName { get; init; }

    /// <summary>Accepts any certificate. Only ever set by the user's own words; excludes authorities.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>True when a client certificate is configured.</summary>
    internal bool HasClientCertificate => ClientCertificateData is not null || ClientCertificateFile is not null;

    /// <summary>Keeps keys out of logs.</summary>
    public override string ToString() => nameof(TlsConfig);
}
