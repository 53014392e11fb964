using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Testing.Registry;

/// <summary>How a <see cref="RegistryServer"/> is set up.</summary>
public sealed record RegistryServerOptions
{
    /// <summary>Port on the loopback interface; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Certificate to serve https with; null serves plain http.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What callers are asked for.</summary>
    public RegistryAuthentication Authentication { get; init; }

    /// <summary>User name that is let in.</summary>
    public string Username { get; init; } = "user";

    /// <summary>Password that is let in.</summary>
    public string Password { get; init; } = "password";

    /// <summary>Identity token that the token service exchanges.</summary>
    public string IdentityToken { get; init; } = "identity-token";

    /// <summary>Most tags in one answer.</summary>
    public int TagsPerPage { get; init; } = 100;

    /// <summary>True offers the referrers interface; otherwise clients fall back to tags.</summary>
    public bool HasReferrers { get; init; } = true;
}
