using System.Text;

namespace GitOpsToolkit.Oci;

/// <summary>What a registry is told about who asks. Its text form says only which kind it is.</summary>
public sealed record RegistryCredential : IRegistryCredentials
{
    /// <summary>User name; with <see cref="Password"/>.</summary>
    public string? Username { get; init; }

    /// <summary>Password; with <see cref="Username"/>.</summary>
    public string? Password { get; init; }

    /// <summary>Refresh token that a token service exchanges; wins over user name and password.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>Bearer token for the registry itself; wins over everything.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>User name and password.</summary>
    public static RegistryCredential Basic(string username, string password) => new() { Username = username, Password = password };

    /// <summary>Reads <c>user[:password]</c>.</summary>
    /// <exception cref="FormatException">The text is empty or begins with a colon.</exception>
    public static RegistryCredential Parse(string text) => text.Split(':', 2) switch
    {
        ["" or null, ..] => throw new FormatException("credentials are written <username>[:<password>]"),
        [var user, var password] => Basic(user, password),
        [var user] => Basic(user, ""),
        _ => throw new FormatException("credentials are written <username>[:<password>]"),
    };

    /// <inheritdoc/>
    public ValueTask<RegistryCredential?> FindAsync(OciReference repository, CancellationToken ct) => new(this);

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { RegistryToken: not null } => "registry token",
        { IdentityToken: not null } => "identity token",
        _ => "user name and password",
    };

    /// <summary>Value of the header of basic authentication; null when there is no user name.</summary>
    internal string? BasicHeader =>
        string.IsNullOrEmpty(Username) && string.IsNullOrEmpty(Password) ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));
}
