using System.Security.Cryptography.X509Certificates;

namespace GitOpsToolkit.Testing.Git;

/// <summary>How a <see cref="GitServer"/> listens and where it keeps its repositories.</summary>
public sealed class GitServerOptions
{
    /// <summary>Port on the loopback interface.</summary>
    /// <value>0: a free one.</value>
    public int Port { get; set; }

    /// <summary>Folder of the repositories.</summary>
    /// <value>Null: a temporary one, deleted with the server.</value>
    public string? Path { get; set; }

    /// <summary>Certificate with key; the server then speaks HTTPS.</summary>
    /// <value>Null: HTTP.</value>
    public X509Certificate2? Certificate { get; set; }
}
