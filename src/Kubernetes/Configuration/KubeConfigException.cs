namespace GitOpsToolkit.Kubernetes;

/// <summary>A kubeconfig that cannot be used; the message names the place, the field and the remedy.</summary>
public sealed class KubeConfigException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="source">File or object the configuration came from.</param>
    /// <param name="field">Path of the field in question, empty when it is the whole.</param>
    /// <param name="reason">What is wrong and what to do.</param>
    /// <param name="inner">What was thrown below, if anything.</param>
    public KubeConfigException(string source, string field, string reason, Exception? inner = null)
        : base(field.Length == 0 ? $"{source}: {reason}" : $"{source}: {field}: {reason}", inner)
    {
        File = source;
        Field = field;
    }

    /// <summary>File or object the configuration came from.</summary>
    public string File { get; }

    /// <summary>Path of the field in question, empty when it is the whole.</summary>
    public string Field { get; }
}
