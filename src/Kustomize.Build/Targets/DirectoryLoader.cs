using System.Text.RegularExpressions;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Reads files on behalf of the kustomization in one directory, and opens the directories it refers to.</summary>
internal sealed class DirectoryLoader
{
    private static readonly Regex RemotePattern = new(
        @"^([a-zA-Z][a-zA-Z0-9+.-]*://|git::|[\w.-]+@[\w.-]+:|(www\.)?(github|gitlab|bitbucket)\.(com|org)[/:])|\?ref=|\.git(/|$|\?)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    private readonly DirectoryLoader? _referrer;
    private readonly BuildContext _context;

    private DirectoryLoader(BuildContext context, string root, DirectoryLoader? referrer)
    {
        _context = context;
        _referrer = referrer;
        Root = root;
        Depth = referrer is null ? 0 : referrer.Depth + 1;
    }

    /// <summary>Real path of the directory.</summary>
    public string Root { get; }

    private int Depth { get; }

    /// <summary>Opens the directory a build starts at.</summary>
    public static DirectoryLoader Open(BuildContext context, string path)
    {
        if (IsRemote(path) && context.Files.Find(TreePath.Join("/", path)) is null)
        {
            throw RemoteRefused(path);
        }

        return new DirectoryLoader(context, ConfirmDirectory(context, TreePath.Join("/", path), path), null);
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

        var full = TreePath.Join(Root, path);
        if (IsRemote(path) && _context.Files.Find(full) is null)
        {
            throw RemoteRefused(path);
        }

        var directory = ConfirmDirectory(_context, full, full);
        for (var visited = this; visited is not null; visited = visited._referrer)
        {
            if (TreePath.IsIn(visited.Root, directory))
            {
                throw new KustomizeException($"cycle detected: candidate root '{directory}' contains visited root '{visited.Root}'");
            }
        }

        if (Depth >= _context.Options.MaxDepth)
        {
            throw new KustomizeException($"bases are nested more than {_context.Options.MaxDepth} deep at '{directory}'");
        }

        return new DirectoryLoader(_context, directory, this);
    }

    /// <summary>Full path of a file the kustomization names.</summary>
    public string PathOf(string path) => path.StartsWith('/') ? TreePath.Join("/", path) : TreePath.Join(Root, path);

    /// <summary>Reads a file the kustomization names.</summary>
    public ReadOnlyMemory<byte> Load(string path)
    {
        if (path.StartsWith("http://", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal))
        {
            throw RemoteRefused(path);
        }

        var full = PathOf(path);
        var entry = _context.Files.Find(full) ?? throw new KustomizeException($"'{full}' doesn't exist");
        if (entry.IsDirectory)
        {
            throw new KustomizeException($"'{full}' must resolve to a file");
        }

        if (_context.Options.LoadRestriction == LoadRestriction.RootOnly && !TreePath.IsIn(TreePath.Parent(entry.Path), Root))
        {
            throw new KustomizeException($"security; file '{full}' is not in or below '{Root}'");
        }

        return _context.Files.Read(entry.Path);
    }

    /// <summary>Reads a file in this directory if it is there.</summary>
    public ReadOnlyMemory<byte>? TryLoadOwn(string name)
    {
        var entry = _context.Files.Find(TreePath.Join(Root, name));
        return entry is { IsDirectory: false } && (_context.Options.LoadRestriction == LoadRestriction.None || TreePath.IsIn(TreePath.Parent(entry.Value.Path), Root))
            ? Load(name)
            : default(ReadOnlyMemory<byte>?);
    }

    private static string ConfirmDirectory(BuildContext context, string full, string shown)
    {
        var entry = context.Files.Find(full)
            ?? throw new KustomizeException($"must build at directory: not a valid directory: '{shown}' doesn't exist");
        return entry.IsDirectory
            ? entry.Path
            : throw new KustomizeException($"must build at directory: '{shown}': file is not directory");
    }

    private static KustomizeException RemoteRefused(string path) =>
        new($"remote resource '{Redact(path)}' refused: only files of the file tree can be built");

    private static string Redact(string path)
    {
        var at = path.IndexOf('@', StringComparison.Ordinal);
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        return scheme >= 0 && at > scheme ? string.Concat(path.AsSpan(0, scheme + 3), "***", path.AsSpan(at)) : path;
    }

    /// <summary>True for what can only be a git repository or a URL.</summary>
    public static bool IsRemote(string path) => RemotePattern.IsMatch(path);
}
