namespace GitOpsToolkit.Git;

/// <summary>A repository somewhere else, and what is needed to talk to it.</summary>
public sealed record GitRemote
{
    /// <summary>Address: <c>http</c>, <c>https</c> or <c>ssh</c>. User information in it is used as basic credentials and kept out of messages.</summary>
    public required string Url { get; init; }

    /// <summary>Who we are; null for anonymous.</summary>
    public GitCredentials? Credentials { get; init; }

    /// <summary>Certificates trusted in addition to the system's, in PEM.</summary>
    public string? CaBundle { get; init; }

    /// <summary>Client certificate chain in PEM; goes with <see cref="ClientKey"/>.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Key of the client certificate in PEM, not encrypted.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Proxy address, <c>http</c>, <c>https</c> or <c>socks5</c>, with credentials as user information; null means the environment's.</summary>
    public string? Proxy { get; init; }
}
