namespace GitOpsToolkit.Kubernetes;

/// <summary>A program that prints credentials, as <c>client.authentication.k8s.io</c> defines it.</summary>
public sealed record ExecPlugin
{
    /// <summary><c>client.authentication.k8s.io/v1</c> or <c>/v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Program: a path, or a name looked up in PATH. Started directly, never through a shell.</summary>
    public required string Command { get; init; }

    /// <summary>Arguments, handed over one by one.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables added to those of this process.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What to tell the user when the program is missing.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Tells the program about the cluster in <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>What <c>KUBERNETES_EXEC_INFO</c> says in <c>spec.cluster.config</c>, JSON; null for nothing.</summary>
    public string? ClusterExtension { get; init; }

    /// <summary>Keeps arguments and variables, which may be secrets, out of logs.</summary>
    public override string ToString() => Command;
}
