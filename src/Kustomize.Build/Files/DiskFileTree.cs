namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A directory on disk as a file tree. Links are followed as long as they stay inside it.</summary>
public sealed class DiskFileTree : IFileTree
{
    private const int MaxLinks = 40;

    private readonly string _root;

    /// <summary>Opens a directory.</summary>
    /// <param name="root">The directory; it may itself be reached through links.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public DiskFileTree(string root)
    {
        var info = new DirectoryInfo(Path.GetFullPath(root));
        if (!info.Exists)
        {
            throw new DirectoryNotFoundException($"'{root}' is not a directory");
        }

        _root = Path.TrimEndingDirectorySeparator(RealPath(info.FullName));
    }

    /// <inheritdoc/>
    public FileTreeEntry? Find(string path)
    {
        var pending = new Stack<string>(TreePath.Segments(path).Reverse());
        var real = "/";
        var links = 0;
        var isDirectory = true;
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                real = real == "/" ? throw Outside(path) : TreePath.Parent(real);
                continue;
            }

            var next = TreePath.Join(real, segment);
            FileSystemInfo info = new FileInfo(OnDisk(next));
            if (info.LinkTarget is { } target)
            {
                if (++links > MaxLinks)
                {
                    throw new KustomizeException("too many links", path);
                }

                real = FollowLink(target, real, pending, path);
                isDirectory = true;
                continue;
            }

            isDirectory = Directory.Exists(info.FullName);
            if (!isDirectory && (!info.Exists || pending.Count > 0))
            {
                return null;
            }

            real = next;
        }

        return new FileTreeEntry(real, isDirectory);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Read(string path)
    {
        try
        {
            return File.ReadAllBytes(OnDisk(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KustomizeException($"cannot be read: {e.Message}", path, inner: e);
        }
    }

    /// <summary>Puts the segments of a link's target before what is still to be walked; gives the directory to walk on from.</summary>
    private string FollowLink(string target, string from, Stack<string> pending, string path)
    {
        if (Path.IsPathRooted(target))
        {
            var full = Path.GetFullPath(target);
            if (full != _root && !full.StartsWith(_root + "/", StringComparison.Ordinal))
            {
                throw Outside(path);
            }

            (target, from) = (full[_root.Length..], "/");
        }

        foreach (var segment in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (segment != ".")
            {
                pending.Push(segment);
            }
        }

        return from;
    }

    private string OnDisk(string path) => path == "/" ? (_root.Length == 0 ? "/" : _root) : _root + path;

    private static KustomizeException Outside(string path) =>
        new("security; the file leads outside the file tree", path);

    private static string RealPath(string path)
    {
        var real = "/";
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(real, segment));
            real = next.ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : next.FullName;
        }

        return real == "/" ? "" : real;
    }
}
