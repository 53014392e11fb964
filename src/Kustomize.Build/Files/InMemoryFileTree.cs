using System.Text;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A file tree held in memory.</summary>
public sealed class InMemoryFileTree : IFileTree
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal) { "/" };

    /// <summary>Holds the given files.</summary>
    /// <param name="files">Content by path; a leading <c>/</c> may be left out.</param>
    public InMemoryFileTree(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var (path, content) in files)
        {
            Add(path, content);
        }
    }

    /// <summary>Holds the given texts as UTF-8.</summary>
    /// <param name="files">Text by path; a leading <c>/</c> may be left out.</param>
    public static InMemoryFileTree FromText(IEnumerable<KeyValuePair<string, string>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new InMemoryFileTree(files.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));
    }

    /// <inheritdoc/>
    public FileTreeEntry? Find(string path) =>
        _files.ContainsKey(path) ? new FileTreeEntry(path, false)
        : _directories.Contains(path) ? new FileTreeEntry(path, true)
        : null;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Read(string path) =>
        _files.TryGetValue(path, out var content) ? content : throw new KustomizeException($"'{path}' doesn't exist", path);

    private void Add(string path, byte[] content)
    {
        var full = TreePath.Join("/", path);
        _files[full] = content;
        for (var parent = TreePath.Parent(full); _directories.Add(parent); parent = TreePath.Parent(parent))
        {
        }
    }
}
