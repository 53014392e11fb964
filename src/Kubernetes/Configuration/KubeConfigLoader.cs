namespace GitOpsToolkit.Kubernetes;

/// <summary>Finds and reads kubeconfigs. The only place of the package that reads environment variables.</summary>
public static class KubeConfigLoader
{
    /// <summary>Variable with a list of kubeconfigs, separated like <c>PATH</c>.</summary>
    public const string ListVariable = "KUBECONFIG";

    /// <summary>
    /// Looks in order at the explicit path, the files of <c>KUBECONFIG</c>, the identity of the pod the process runs in,
    /// and <c>~/.kube/config</c>, as controller-runtime does.
    /// </summary>
    /// <param name="options">Path, context and environment; null to search with the real ones.</param>
    /// <remarks>
    /// Of the files of <c>KUBECONFIG</c>, missing ones are skipped; of each cluster, user and context name, and of the
    /// current context, the first one counts. Relative paths start from the folder of the file they are written in.
    /// </remarks>
    /// <exception cref="KubeConfigException">Nothing was found, or what was found cannot be used.</exception>
    public static ClusterConfig Load(KubeConfigOptions? options = null)
    {
        options ??= new KubeConfigOptions();
        if (!string.IsNullOrEmpty(options.Path))
        {
            return File.Exists(options.Path)
                ? Read([options.Path], options)
                : throw new KubeConfigException(options.Path, "", "the file does not exist");
        }

        if (options.Environment(ListVariable) is { Length: > 0 } list)
        {
            string[] files = [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Where(File.Exists)];
            return files.Length > 0
                ? Read(files, options)
                : throw new KubeConfigException(ListVariable, "", $"none of the files exists: {list}; correct the variable, or unset it");
        }

        if (InClusterConfig.TryLoad(options) is { } pod)
        {
            return pod;
        }

        var home = options.Environment("HOME") ?? options.Environment("USERPROFILE");
        var own = string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".kube", "config");
        return own is not null && File.Exists(own)
            ? Read([own], options)
            : throw new KubeConfigException(
                "kubeconfig", "", $"no cluster is configured; name a file with --kubeconfig or {ListVariable}, run in a pod, or create ~/.kube/config");
    }

    /// <summary>Reads one kubeconfig from a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">Where the text came from, for messages, for example <c>Secret apps/target</c>.</param>
    /// <param name="trust">How far the author is trusted; <see cref="KubeConfigTrust.Inline"/> for anyone but the operator.</param>
    /// <param name="options">Context and environment; the path is not used.</param>
    /// <exception cref="KubeConfigException">The text cannot be used, or asks for what the trust does not cover.</exception>
    public static ClusterConfig Parse(string text, string source, KubeConfigTrust trust, KubeConfigOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(trust);
        var files = new KubeConfigFiles();
        files.Add(text, source, folder: null);
        return new KubeConfigInterpreter(files, trust, options ?? new KubeConfigOptions()).Interpret();
    }

    private static ClusterConfig Read(IEnumerable<string> paths, KubeConfigOptions options)
    {
        var files = new KubeConfigFiles();
        foreach (var path in paths)
        {
            string text;
            try
            {
                text = File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new KubeConfigException(path, "", $"the file cannot be read: {e.Message}", e);
            }

            files.Add(text, path, Path.GetDirectoryName(Path.GetFullPath(path)));
        }

        return new KubeConfigInterpreter(files, KubeConfigTrust.Full, options).Interpret();
    }
}
