namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Tells addresses from paths of the file tree.</summary>
internal static class RemotePath
{
    /// <summary>True for the address of a file, which may be one of a repository too.</summary>
    public static bool IsUrl(string path) =>
        path.StartsWith("http://", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>True for what can only be remote.</summary>
    public static bool IsRemote(string path) => IsUrl(path) || RemoteRepository.TryParse(path, out _);

    public static KustomizeException Refused(string path) =>
        new($"remote resource '{Redact(path)}' refused: only files of the file tree can be built");

    /// <summary>The address without user and password.</summary>
    public static string Redact(string path)
    {
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        var end = scheme < 0 ? -1 : path.IndexOf('/', scheme + 3);
        var at = scheme < 0 ? -1 : path.LastIndexOf('@', end < 0 ? path.Length - 1 : end);
        return at > scheme ? string.Concat(path.AsSpan(0, scheme + 3), "***", path.AsSpan(at)) : path;
    }
}
