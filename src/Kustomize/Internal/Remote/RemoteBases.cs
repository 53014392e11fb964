using GitOpsToolkit.Git;
using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Kustomize.Internal.Remote;

/// <summary>
/// Brings the bases and files that a kustomization names outside of its artifact. Nobody's credentials are used: what is reached this way
/// is chosen by whoever may write to the repository that is applied.
/// </summary>
/// <param name="git">Fetches repositories; null refuses them.</param>
/// <param name="http">Downloads files.</param>
internal sealed class RemoteBases(GitClient? git, HttpClient http) : IRemoteSource
{
    /// <summary>Largest file that is downloaded: 32 MiB.</summary>
    public const int MaxFileBytes = 32 << 20;

    /// <summary>Largest sum of files taken out of a repository: 256 MiB.</summary>
    private const long MaxRepositoryBytes = 256L << 20;

    /// <summary>True once something was asked for, whose content may then be another next time.</summary>
    public bool IsUsed { get; private set; }

    /// <inheritdoc/>
    public IFileTree OpenRepository(RemoteRepository repository, CancellationToken cancellationToken)
    {
        IsUsed = true;
        if (git is null)
        {
            throw new KustomizeException($"remote base '{repository.Url}' refused: remote bases are disabled in this cluster (--no-remote-bases)");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(repository.Timeout);
        try
        {
            return Await(ReadAsync(git, repository, deadline.Token));
        }
        catch (GitException e)
        {
            throw new KustomizeException(e.Message, inner: e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KustomizeException($"unable to clone '{repository.Url}': no answer within {repository.Timeout.TotalSeconds:0} s", inner: e);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? ReadFile(Uri url, CancellationToken cancellationToken)
    {
        IsUsed = true;
        try
        {
            return Await(DownloadAsync(url, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new KustomizeException($"Get \"{url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)}\": {e.Message}", inner: e);
        }
    }

    private static async Task<IFileTree> ReadAsync(GitClient git, RemoteRepository repository, CancellationToken cancellationToken)
    {
        var remote = new GitRemote { Url = repository.Url };
        var reference = await FindAsync(git, remote, repository.Reference, cancellationToken).ConfigureAwait(false);
        var snapshot = await git.FetchAsync(remote, reference, cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var entries = await snapshot.ListAsync(cancellationToken).ConfigureAwait(false);

            // Links would have to be followed inside of the repository only; kustomizations hardly ever have any.
            var files = entries.Where(static entry => entry.Kind is GitEntryKind.File or GitEntryKind.ExecutableFile).ToList();
            var contents = new List<KeyValuePair<string, byte[]>>(files.Count);
            var left = MaxRepositoryBytes;
            var blobs = snapshot.OpenBlobs();
            await using (blobs.ConfigureAwait(false))
            {
                var next = 0;
                await foreach (var blob in blobs.ReadAsync([.. files.Select(static file => file.Hash)], cancellationToken).ConfigureAwait(false))
                {
                    left -= blob.Length;
                    if (left < 0)
                    {
                        throw new GitException(GitError.TooLarge, $"the files of '{repository.Url}' have more than {MaxRepositoryBytes} bytes");
                    }

                    var content = new byte[blob.Length];
                    await blob.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                    contents.Add(new(files[next++].Path, content));
                }
            }

            return new InMemoryFileTree(contents);
        }
    }

    /// <summary>What a <c>ref</c> means to git: a commit, a tag or a branch, in this order; nothing means the default branch.</summary>
    private static async Task<GitReference> FindAsync(GitClient git, GitRemote remote, string name, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
        {
            return GitReference.Named("HEAD");
        }

        if (name.Length == 40 && name.All(char.IsAsciiHexDigit))
        {
            return GitReference.Commit(name);
        }

        if (name.StartsWith("refs/", StringComparison.Ordinal))
        {
            return GitReference.Named(name);
        }

        return await git.ResolveAsync(remote, GitReference.Tag(name), cancellationToken).ConfigureAwait(false) is null ? GitReference.Branch(name) : GitReference.Tag(name);
    }

    private async Task<ReadOnlyMemory<byte>?> DownloadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(url, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

#pragma warning disable RS0030, VSTHRD002, MA0042, MA0045 // a build has one thread, which the engine lets wait here by design
    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();
#pragma warning restore RS0030, VSTHRD002, MA0042, MA0045
}
