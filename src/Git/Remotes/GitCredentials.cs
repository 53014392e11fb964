namespace GitOpsToolkit.Git;

/// <summary>What a client shows to a git server.</summary>
public abstract record GitCredentials
{
    private protected GitCredentials()
    {
    }

    /// <summary>User name and password, sent with the first HTTP request.</summary>
    public static GitCredentials Basic(string username, string password) => new BasicCredentials(username, password);

    /// <summary>A token for the HTTP <c>Authorization: Bearer</c> header.</summary>
    public static GitCredentials Bearer(string token) => new BearerCredentials(token);

    /// <summary>A private key together with the host keys it may be shown to.</summary>
    /// <param name="identity">Private key in PEM or OpenSSH format.</param>
    /// <param name="knownHosts">Lines of a <c>known_hosts</c> file; hosts not listed are refused.</param>
    /// <param name="passphrase">Passphrase of the key, when it has one.</param>
    public static GitCredentials SshKey(string identity, string knownHosts, string? passphrase = null) =>
        new SshCredentials(identity, knownHosts, passphrase);

    /// <summary>Never shows a secret.</summary>
    public sealed override string ToString() => GetType().Name;
}

internal sealed record BasicCredentials(string Username, string Password) : GitCredentials;

internal sealed record BearerCredentials(string Token) : GitCredentials;

internal sealed record SshCredentials(string Identity, string KnownHosts, string? Passphrase) : GitCredentials;
