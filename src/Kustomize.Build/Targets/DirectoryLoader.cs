namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Reads files on behalf of the kustomization in one directory, and opens the directories it refers to.</summary>
internal sealed class DirectoryLoader
{
    private readonly DirectoryLoader? _referrer;
    private readonly BuildContext _context;
    private readonly IFileTree _files;

    /// <summary>Address of the repository this directory was entered by; null inside of one and in the tree of the build.</summary>
    private readonly string? _address;

    private DirectoryLoader(BuildContext context, IFileTree files, string root, DirectoryLoader? referrer, string? address = null)
    {
        _context = context;
        _files = files;
        _referrer = referrer;
        _address = address;
        Root = root;
        Depth = referrer is null ? 0 : referrer.Depth + 1;
    }

    /// <summary>Real path of the directory, in the tree of the build or of a repository.</summary>
    public string Root { get; }

    private int Depth { get; }

    /// <summary>Files of a repository never leave the folder of their kustomization.</summary>
    private bool IsRestricted => _context.Options.LoadRestriction == LoadRestriction.RootOnly || !ReferenceEquals(_files, _context.Files);

    /// <summary>Opens the directory a build starts at.</summary>
    public static DirectoryLoader Open(BuildContext context, string path)
    {
        var full = TreePath.Join("/", path);
        return RemoteRepository.TryParse(path, out var repository) && context.Files.Find(full) is null
            ? Open(context, repository, path, null)
            : new DirectoryLoader(context, context.Files, ConfirmDirectory(context.Files, full, path), null);
    }

    /// <summary>Opens a directory that the kustomization names, a base or a component.</summary>
    public DirectoryLoader Enter(string path)
    {
        if (path.Length == 0)
        {
            throw new KustomizeException("new root cannot be empty");
        }

        if (path.StartsWith('/'))
        {
            throw new KustomizeException($"new root '{path}' cannot be absolute");
        }

        if (Depth >= _context.Options.MaxDepth)
        {
            throw new KustomizeException($"bases are nested more than {_context.Options.MaxDepth} deep at '{RemotePath.Redact(path)}'");
        }

        var full = TreePath.Join(Root, path);
        if (RemoteRepository.TryParse(path, out var repository) && _files.Find(full) is null)
        {
            return Open(_context, repository, path, this);
        }

        var directory = ConfirmDirectory(_files, full, full);
        for (var visited = this; visited is not null; visited = visited._referrer)
        {
            if (ReferenceEquals(visited._files, _files) && TreePath.IsIn(visited.Root, directory))
            {
                throw new KustomizeException($"cycle detected: candidate root '{directory}' contains visited root '{visited.Root}'");
            }
        }

        return new DirectoryLoader(_context, _files, directory, this);
    }

    /// <summary>Full path of a file the kustomization names.</summary>
    public string PathOf(string path) =>
        RemotePath.IsUrl(path) ? RemotePath.Redact(path)
        : path.StartsWith('/') ? TreePath.Join("/", path)
        : TreePath.Join(Root, path);

    /// <summary>What is at a path that the kustomization names; null when nothing is there, or it is remote.</summary>
    public FileTreeEntry? Find(string path) => RemotePath.IsUrl(path) ? null : _files.Find(PathOf(path));

    /// <summary>Reads a file the kustomization names.</summary>
    public ReadOnlyMemory<byte> Load(string path)
    {
        if (RemotePath.IsUrl(path))
        {
            return TryDownload(path) ?? throw new KustomizeException($"'{RemotePath.Redact(path)}' has no content to give");
        }

        var full = PathOf(path);
        var entry = _files.Find(full) ?? throw new KustomizeException($"'{full}' doesn't exist");
        if (entry.IsDirectory)
        {
            throw new KustomizeException($"'{full}' must resolve to a file");
        }

        if (IsRestricted && !TreePath.IsIn(TreePath.Parent(entry.Path), Root))
        {
            throw new KustomizeException($"security; file '{full}' is not in or below '{Root}'");
        }

        return _files.Read(entry.Path);
    }

    /// <summary>Reads a remote file; null when the server has none.</summary>
    public ReadOnlyMemory<byte>? TryDownload(string url)
    {
        if (_context.Options.Remote is null)
        {
            throw RemotePath.Refused(url);
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var address)
            ? _context.Download(address)
            : throw new KustomizeException($"'{RemotePath.Redact(url)}' is not a valid address");
    }

    /// <summary>Reads a file in this directory if it is there.</summary>
    public ReadOnlyMemory<byte>? TryLoadOwn(string name)
    {
        var entry = _files.Find(TreePath.Join(Root, name));
        return entry is { IsDirectory: false } && (!IsRestricted || TreePath.IsIn(TreePath.Parent(entry.Value.Path), Root))
            ? Load(name)
            : default(ReadOnlyMemory<byte>?);
    }

    private static DirectoryLoader Open(BuildContext context, RemoteRepository repository, string address, DirectoryLoader? referrer)
    {
        for (var visited = referrer; visited is not null; visited = visited._referrer)
        {
            if (visited._address?.StartsWith(address, StringComparison.Ordinal) == true)
            {
                throw new KustomizeException(
                    $"cycle detected: URI '{RemotePath.Redact(address)}' referenced by previous URI '{RemotePath.Redact(visited._address)}'");
            }
        }

        var files = context.OpenRepository(repository) ?? throw RemotePath.Refused(address);
        var directory = ConfirmDirectory(files, TreePath.Join("/", repository.Path), RemotePath.Redact(address));
        return new DirectoryLoader(context, files, directory, referrer, address);
    }

    private static string ConfirmDirectory(IFileTree files, string full, string shown)
    {
        var entry = files.Find(full)
            ?? throw new KustomizeException($"must build at directory: not a valid directory: '{shown}' doesn't exist");
        return entry.IsDirectory
            ? entry.Path
            : throw new KustomizeException($"must build at directory: '{shown}': file is not directory");
    }
}
