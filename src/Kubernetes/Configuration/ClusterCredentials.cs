namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// How a client says who it is. One way is used: a token file over a token over a token provider over an exec plugin
/// over user name and password; a client certificate of <see cref="TlsConfig"/> is shown besides.
/// </summary>
public sealed record ClusterCredentials
{
    /// <summary>Bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>File with a bearer token; read again every minute and after a 401. <see cref="Token"/> serves while it cannot be read.</summary>
    public string? TokenFile { get; init; }

    /// <summary>User name of HTTP basic authentication.</summary>
    public string? Username { get; init; }

    /// <summary>Password of HTTP basic authentication.</summary>
    public string? Password { get; init; }

    /// <summary>A program that knows the credentials.</summary>
    public ExecPlugin? Exec { get; init; }

    /// <summary>Code that knows the token, asked again when it expires and after a 401; asked once at a time.</summary>
    public Func<CancellationToken, Task<BearerToken>>? TokenProvider { get; init; }

    /// <summary>Keeps secrets out of logs.</summary>
    public override string ToString() => nameof(ClusterCredentials);
}
