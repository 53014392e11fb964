using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using GitOpsToolkit.Git.Internal;

namespace GitOpsToolkit.Testing.Git;

/// <summary>A repository of a <see cref="GitServer"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds no handle as long as nobody asks for one.")]
public sealed class GitServerRepository
{
    private const string Person = "GitOps Test <test@example.com>";
    private static readonly DateTimeOffset FirstCommit = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly GitServer _server;
    private readonly string _folder;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private string? _authorization;
    private DateTimeOffset _clock = FirstCommit;
    private int _requests;
    private int _fetches;

    private GitServerRepository(GitServer server, string name)
    {
        _server = server;
        Name = name;
        _folder = Path.Combine(server.Path, name);
    }

    /// <summary>Path of the repository below the server, with <c>.git</c>.</summary>
    public string Name { get; }

    /// <summary>Address to clone from.</summary>
    public string Url => $"{_server.Url}/{Name}";

    /// <summary>How the repository misbehaves from now on.</summary>
    public GitServerFault Fault { get; set; }

    /// <summary>Requests received so far.</summary>
    public int RequestCount => Volatile.Read(ref _requests);

    /// <summary>Requests for objects or for a filtered listing received so far.</summary>
    public int PostCount => Volatile.Read(ref _fetches);

    /// <summary>Asks for a user name and a password from now on.</summary>
    public void RequireBasic(string user, string password) =>
        _authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <summary>Asks for a bearer token from now on.</summary>
    public void RequireBearer(string token) => _authorization = "Bearer " + token;

    /// <summary>Lets everybody in again.</summary>
    public void AllowAnonymous() => _authorization = null;

    /// <summary>Makes a commit of text files.</summary>
    /// <param name="files">Content by path; null removes a file or folder.</param>
    /// <param name="commit">Branch, message and the rest; null for the defaults.</param>
    /// <returns>Hash of the commit.</returns>
    public Task<string> CommitAsync(IReadOnlyDictionary<string, string?> files, GitServerCommit? commit = null) =>
        CommitAsync(files.ToDictionary(f => f.Key, f => f.Value is null ? null : GitServerFile.Text(f.Value), StringComparer.Ordinal), commit);

    /// <summary>Makes a commit.</summary>
    /// <param name="files">Files by path; null removes a file or folder.</param>
    /// <param name="commit">Branch, message and the rest; null for the defaults.</param>
    /// <returns>Hash of the commit.</returns>
    public async Task<string> CommitAsync(IReadOnlyDictionary<string, GitServerFile?> files, GitServerCommit? commit = null)
    {
        commit ??= new GitServerCommit();
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            _clock = commit.When ?? _clock.AddMinutes(1);
            var branch = $"refs/heads/{commit.Branch}";
            var parent = commit.Orphan ? null : await HashOfAsync(branch).ConfigureAwait(false);
            await ImportAsync(CommitCommands(branch, parent, commit, files)).ConfigureAwait(false);
            return await HashOfAsync(branch).ConfigureAwait(false) ?? throw new InvalidOperationException($"branch {branch} was not written");
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sets a tag, moving it when it exists.</summary>
    /// <param name="name">Name without <c>refs/tags/</c>.</param>
    /// <param name="commit">Commit; null for the tip of <c>main</c>.</param>
    /// <param name="message">Message of an annotated tag; null makes a lightweight one.</param>
    public async Task TagAsync(string name, string? commit = null, string? message = null)
    {
        var target = commit ?? await HashOfAsync("refs/heads/main").ConfigureAwait(false)
            ?? throw new InvalidOperationException("there is no commit to tag");
        if (message is null)
        {
            await SetRefAsync($"refs/tags/{name}", target).ConfigureAwait(false);
            return;
        }

        using var commands = new MemoryStream();
        Write(commands, $"tag {name}\nfrom {target}\ntagger {Person} {Seconds(_clock)}\n");
        WriteData(commands, Encoding.UTF8.GetBytes(message));
        await ImportAsync(commands).ConfigureAwait(false);
    }

    /// <summary>Points any ref to a commit.</summary>
    public Task SetRefAsync(string fullName, string commit) => RunAsync("update-ref", fullName, commit);

    /// <summary>Removes any ref.</summary>
    public Task DeleteRefAsync(string fullName) => RunAsync("update-ref", "-d", fullName);

    /// <summary>Hash a ref points to; null when there is none.</summary>
    public async Task<string?> HashOfAsync(string fullName)
    {
        try
        {
            return Encoding.ASCII.GetString(await RunAsync("rev-parse", "--verify", "--quiet", fullName).ConfigureAwait(false)).Trim();
        }
        catch (GitProcessException)
        {
            return null;
        }
    }

    internal static async Task<GitServerRepository> CreateAsync(GitServer server, string name)
    {
        var repository = new GitServerRepository(server, name);
        await GitProcess.RunAsync(
            repository.GitEnvironment(), ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", repository._folder], 4096, CancellationToken.None)
            .ConfigureAwait(false);
        return repository;
    }

    internal GitEnvironment GitEnvironment()
    {
        var environment = new GitEnvironment("git", _server.Path, protocols: "none");
        environment.Configure("uploadpack.allowFilter", "true");
        environment.Configure("safe.directory", "*");
        environment.Configure("http.receivepack", "true");
        return environment;
    }

    internal bool Admits(string? header) => _authorization is null || _authorization == header;

    internal void Count(string path)
    {
        Interlocked.Increment(ref _requests);
        if (path.EndsWith("/git-upload-pack", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _fetches);
        }
    }

    private MemoryStream CommitCommands(string branch, string? parent, GitServerCommit commit, IReadOnlyDictionary<string, GitServerFile?> files)
    {
        var commands = new MemoryStream();
        if (parent is null)
        {
            Write(commands, $"reset {branch}\n");
        }

        Write(commands, $"commit {branch}\ncommitter {Person} {Seconds(_clock)}\n");
        WriteData(commands, Encoding.UTF8.GetBytes(commit.Message));
        if (parent is not null)
        {
            Write(commands, $"from {parent}\n");
        }

        if (commit.Replace || commit.Orphan)
        {
            Write(commands, "deleteall\n");
        }

        foreach (var (path, file) in files)
        {
            if (file is null)
            {
                Write(commands, $"D {path}\n");
                continue;
            }

            Write(commands, $"M {file.Mode} inline {path}\n");
            WriteData(commands, file.Content.Span);
        }

        return commands;
    }

    private async Task ImportAsync(MemoryStream commands)
    {
        var import = GitProcess.Start(GitEnvironment(), ["--git-dir", _folder, "fast-import", "--quiet", "--force", "--date-format=raw"], CancellationToken.None);
        await using (import.ConfigureAwait(false))
        {
            commands.Position = 0;
            await commands.CopyToAsync(import.Input).ConfigureAwait(false);
            await import.Input.DisposeAsync().ConfigureAwait(false);
            await import.FinishAsync().ConfigureAwait(false);
        }
    }

    private Task<byte[]> RunAsync(params string[] arguments) =>
        GitProcess.RunAsync(GitEnvironment(), ["--git-dir", _folder, .. arguments], 1 << 20, CancellationToken.None);

    private static string Seconds(DateTimeOffset when) => string.Create(CultureInfo.InvariantCulture, $"{when.ToUnixTimeSeconds()} +0000");

    private static void Write(MemoryStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));

    private static void WriteData(MemoryStream stream, ReadOnlySpan<byte> content)
    {
        Write(stream, string.Create(CultureInfo.InvariantCulture, $"data {content.Length}\n"));
        stream.Write(content);
        stream.WriteByte((byte)'\n');
    }
}
