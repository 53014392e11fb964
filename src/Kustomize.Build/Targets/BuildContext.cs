using System.Text;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What every part of one build shares.</summary>
internal sealed class BuildContext(IFileTree files, BuildOptions options, CancellationToken cancellation)
{
    public IFileTree Files { get; } = files;

    public BuildOptions Options { get; } = options;

    /// <summary>Schemas that strategic merges and scopes go by; the root's <c>openapi</c> replaces it.</summary>
    public MergeSchemas Schemas { get; set; } = MergeSchemas.BuiltIn;

    /// <summary>Whether an <c>openapi</c> field has been taken; the first one wins.</summary>
    public bool SchemasChosen { get; set; }

    /// <summary>Repositories that the build has opened, by what was asked for.</summary>
    private readonly Dictionary<(string Url, string Reference, bool Submodules), IFileTree> _repositories = [];

    /// <summary>The tree of a repository; null when nothing remote may be used.</summary>
    public IFileTree? OpenRepository(RemoteRepository repository)
    {
        var key = (repository.Url, repository.Reference, repository.Submodules);
        if (Options.Remote is { } remote && !_repositories.ContainsKey(key))
        {
            _repositories[key] = remote.OpenRepository(repository, cancellation);
        }

        return _repositories.GetValueOrDefault(key);
    }

    /// <summary>The bytes of a remote file; null when the server has none.</summary>
    public ReadOnlyMemory<byte>? Download(Uri url) => Options.Remote?.ReadFile(url, cancellation);

    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    /// <summary>Text of a file; bytes that are no UTF-8 become replacement characters.</summary>
    public static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);
}
