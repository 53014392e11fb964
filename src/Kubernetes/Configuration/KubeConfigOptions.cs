namespace GitOpsToolkit.Kubernetes;

/// <summary>Where <see cref="KubeConfigLoader"/> looks.</summary>
public sealed record KubeConfigOptions
{
    /// <summary>The one file to read, from a flag; null searches.</summary>
    public string? Path { get; init; }

    /// <summary>Context to use instead of <c>current-context</c>.</summary>
    public string? Context { get; init; }

    /// <summary>Reads environment variables; replaced by tests.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Folder in which pods find their identity.</summary>
    /// <value><c>/var/run/secrets/kubernetes.io/serviceaccount</c>.</value>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";
}
