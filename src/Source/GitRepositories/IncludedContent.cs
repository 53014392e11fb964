using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>Places included artifacts into a tree (the include step of source.md §5.4).</summary>
internal static class IncludedContent
{
    /// <exception cref="SourceFailure">A folder is missing or already taken, or the included artifact cannot be read.</exception>
    public static async Task PlaceAsync(
        ArtifactTree tree,
        IReadOnlyList<GitRepositoryInclude> includes,
        IReadOnlyList<Artifact> artifacts,
        ArtifactStorage storage,
        SourceControllerOptions options,
        CancellationToken ct)
    {
        for (var i = 0; i < includes.Count; i++)
        {
            var include = includes[i];
            var from = SourcePath.Clamp(include.FromPath ?? "");
            var to = SourcePath.Clamp(string.IsNullOrEmpty(include.ToPath) ? include.Repository.Name : include.ToPath);
            try
            {
                await PlaceAsync(tree, artifacts[i], from, to, storage, options, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ArchiveException or UnauthorizedAccessException)
            {
                throw SourceFailure.Storage(
                    SourceReasons.CopyFailure, $"failed to copy '{include.Repository.Name}' include from {include.FromPath} to {include.ToPath ?? include.Repository.Name}: {e.Message}", e);
            }
        }
    }

    private static async Task PlaceAsync(
        ArtifactTree tree, Artifact artifact, string from, string to, ArtifactStorage storage, SourceControllerOptions options, CancellationToken ct)
    {
        ArchiveContent content;
        var file = storage.OpenRead(artifact);
        await using (file.ConfigureAwait(false))
        {
            var limits = ArchiveLimits.Default with { MaxBytes = options.MaxArtifactBytes > 0 ? options.MaxArtifactBytes : long.MaxValue };
            content = await ArtifactArchive.ReadAsync(file, limits, ct).ConfigureAwait(false);
        }

        if (from.Length > 0 && !content.Directories.Contains(from))
        {
            throw new DirectoryNotFoundException($"the included artifact has no folder '{from}'");
        }

        if (tree.HasContent(to))
        {
            throw new IOException($"folder '{to}' exists already and is not empty");
        }

        tree.Graft(content, from, to);
    }
}
