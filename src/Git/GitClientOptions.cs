namespace GitOpsToolkit.Git;

/// <summary>How the <c>git</c> command is run.</summary>
public sealed class GitClientOptions
{
    /// <summary>Default of <see cref="MaxRepositoryBytes"/>: 4 GiB.</summary>
    public const long DefaultMaxRepositoryBytes = 4L << 30;

    /// <summary>The command: a name looked up on PATH, or a path.</summary>
    /// <value><c>git</c>.</value>
    public string GitCommand { get; set; } = "git";

    /// <summary>The SSH client: a name looked up on PATH, or a path.</summary>
    /// <value><c>ssh</c>, that of OpenSSH.</value>
    public string SshCommand { get; set; } = "ssh";

    /// <summary>Folder for fetched repositories and key files, which live only as long as one operation.</summary>
    /// <value>The system's temporary folder.</value>
    public string ScratchPath { get; set; } = ScratchFolder.System;

    /// <summary>Most bytes one fetch may put on the disk; zero or less lifts the limit.</summary>
    /// <value>4 GiB.</value>
    public long MaxRepositoryBytes { get; set; } = DefaultMaxRepositoryBytes;

    /// <summary>Most refs a remote may list.</summary>
    /// <value>1 million.</value>
    public int MaxRefs { get; set; } = 1_000_000;

    /// <summary>Key exchange algorithms offered to SSH servers (flag <c>--ssh-kex-algos</c>).</summary>
    /// <value>Empty: the SSH client's own.</value>
    public IList<string> SshKeyExchangeAlgorithms { get; set; } = [];

    /// <summary>Host key algorithms accepted from SSH servers (flag <c>--ssh-hostkey-algos</c>).</summary>
    /// <value>Empty: those of the known hosts.</value>
    public IList<string> SshHostKeyAlgorithms { get; set; } = [];

    /// <summary>Lets <c>file</c> addresses through, for tests.</summary>
    /// <value>False.</value>
    public bool AllowFileProtocol { get; set; }
}
