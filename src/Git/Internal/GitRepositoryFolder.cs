using System.Buffers.Text;
using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>A bare repository in a private temporary folder, deleted with this object.</summary>
internal sealed class GitRepositoryFolder : IAsyncDisposable
{
    private const long TreeLimit = 256L << 20;
    private const long ObjectLimit = 16L << 20;

    private readonly string _path;
    private readonly GitClientOptions _options;
    private readonly CancellationTokenSource _lifetime = new();

    private GitRepositoryFolder(string path, GitClientOptions options)
    {
        _path = path;
        _options = options;
        Repository = Path.Combine(path, "repository.git");
    }

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>A place for files that only git may read; also git's home.</summary>
    public string Private => _path;

    /// <summary>
    /// Creates an empty repository by hand: <c>git init</c> would copy templates and cost a process.
    /// </summary>
    public static GitRepositoryFolder Create(GitClientOptions options)
    {
        var folder = new GitRepositoryFolder(Path.Combine(options.ScratchPath, $"gotk-git-{Guid.NewGuid():N}"), options);
        CreatePrivate(folder._path);
        foreach (var name in (string[])["", "objects", "objects/info", "objects/pack", "refs"])
        {
            CreatePrivate(Path.Combine(folder.Repository, name));
        }

        File.WriteAllText(Path.Combine(folder.Repository, "HEAD"), "ref: refs/heads/none\n");
        File.WriteAllText(Path.Combine(folder.Repository, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        return folder;
    }

    /// <summary>An environment without any remote's credentials.</summary>
    public GitEnvironment LocalEnvironment() => new(_options.GitCommand, _path, protocols: "none");

    /// <summary>Arguments of a command in this repository.</summary>
    public IEnumerable<string> Command(params string[] arguments) => ["--git-dir", Repository, .. arguments];

    /// <summary>Runs a command that needs no remote.</summary>
    public Task<byte[]> RunAsync(CancellationToken ct, params string[] arguments) =>
        GitProcess.RunAsync(LocalEnvironment(), Command(arguments), ObjectLimit, ct);

    /// <summary>Writes a file only this user can read.</summary>
    public string WritePrivate(string name, string content)
    {
        var file = Path.Combine(_path, name);
        using var stream = new FileStream(file, PrivateFile());
        stream.Write(Encoding.UTF8.GetBytes(content));
        return file;
    }

    /// <summary>Bytes in the folder; zero when it is gone.</summary>
    public long Size()
    {
        try
        {
            return new DirectoryInfo(_path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Exists ? f.Length : 0);
        }
        catch (IOException)
        {
            return 0; // files come and go while git works
        }
    }

    /// <summary>All entries below a commit or tree.</summary>
    public async Task<IReadOnlyList<GitTreeEntry>> ListTreeAsync(string treeish, CancellationToken ct)
    {
        var output = await GitProcess
            .RunAsync(LocalEnvironment(), Command("ls-tree", "-r", "-t", "-z", "--full-tree", treeish, "--"), TreeLimit, ct).ConfigureAwait(false);
        var entries = ParseTree(output);
        entries.Sort(static (left, right) => TreeOrder.Compare(left.Path, right.Path));
        return entries;
    }

    public GitBlobReader OpenBlobs() =>
        new(GitProcess.Start(LocalEnvironment(), Command("cat-file", "--batch"), _lifetime.Token));

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        _lifetime.Dispose();
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // someone cleaned the scratch folder
        }
    }

    /// <summary>A record is <c>mode type hash TAB path NUL</c>.</summary>
    private static List<GitTreeEntry> ParseTree(byte[] output)
    {
        var entries = new List<GitTreeEntry>();
        var rest = output.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var tab = rest.IndexOf((byte)'\t');
            if (end < 0 || tab < 0 || tab > end || !Utf8Parser.TryParse(rest, out int mode, out _))
            {
                throw new GitException(GitError.Other, "git ls-tree printed a line that is not an entry");
            }

            var head = Encoding.ASCII.GetString(rest[..tab]);
            var kind = mode switch
            {
                40000 => GitEntryKind.Directory,
                120000 => GitEntryKind.SymbolicLink,
                160000 => GitEntryKind.Submodule,
                100755 => GitEntryKind.ExecutableFile,
                _ => GitEntryKind.File,
            };
            entries.Add(new GitTreeEntry(Encoding.UTF8.GetString(rest[(tab + 1)..end]), kind, head[(head.LastIndexOf(' ') + 1)..]));
            rest = rest[(end + 1)..];
        }

        return entries;
    }

    private static void CreatePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions PrivateFile()
    {
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return file;
    }
}
