namespace GitOpsToolkit.Artifacts;

/// <summary>One directory or regular file on its way into an archive.</summary>
public sealed class ArchiveEntry
{
    private ArchiveEntry(string path, bool isDirectory, bool isExecutable, long length, Stream content)
    {
        Path = path;
        IsDirectory = isDirectory;
        IsExecutable = isExecutable;
        Length = length;
        Content = content;
    }

    /// <summary>Path relative to the archive's root, with <c>/</c> between names and none at the ends; <c>.</c> is the root.</summary>
    public string Path { get; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory { get; }

    /// <summary>True for a file with an execute bit, the only part of a mode that is kept.</summary>
    public bool IsExecutable { get; }

    /// <summary>Length of the file in bytes; the content must have exactly that many.</summary>
    public long Length { get; }

    /// <summary>The file's bytes; need only be readable until the next entry is asked for.</summary>
    public Stream Content { get; }

    /// <summary>A directory.</summary>
    public static ArchiveEntry Directory(string path) => new(path, isDirectory: true, isExecutable: false, 0, Stream.Null);

    /// <summary>A regular file.</summary>
    public static ArchiveEntry File(string path, long length, Stream content, bool isExecutable = false) =>
        new(path, isDirectory: false, isExecutable, length, content);
}
