using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>Fetches an artifact and unpacks it to memory, or into a private folder when it is large.</summary>
internal sealed class ArtifactUnpacker(ArtifactFetcher fetcher, string scratchPath)
{
    /// <summary>Packed size up to which memory is tried; manifests pack to about a fifth.</summary>
    private const long MaxPackedInMemory = 4 << 20;

    private const long MaxUnpackedInMemory = 32 << 20;

    private const int MaxEntriesInMemory = 50_000;

    /// <exception cref="ArtifactNotFoundException">The source does not have the artifact (any more).</exception>
    /// <exception cref="ArtifactFetchException">Download, digest or unpacking failed.</exception>
    public async Task<ArtifactFiles> FetchAsync(Artifact artifact, CancellationToken cancellationToken)
    {
        if (artifact.Size is null or <= MaxPackedInMemory)
        {
            var packed = await fetcher.OpenAsync(artifact, cancellationToken).ConfigureAwait(false);
            await using (packed.ConfigureAwait(false))
            {
                if (await TryReadAsync(packed, cancellationToken).ConfigureAwait(false) is { } content)
                {
                    return new MemoryArtifactFiles(content);
                }
            }
        }

        return await ExtractAsync(artifact, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ArchiveContent?> TryReadAsync(Stream packed, CancellationToken cancellationToken)
    {
        try
        {
            var limits = new ArchiveLimits { MaxBytes = MaxUnpackedInMemory, MaxEntries = MaxEntriesInMemory };
            return await ArtifactArchive.ReadAsync(packed, limits, cancellationToken).ConfigureAwait(false);
        }
        catch (ArchiveException)
        {
            // Too large for memory, or broken; unpacking to disk tells which.
            return null;
        }
    }

    private async Task<ArtifactFiles> ExtractAsync(Artifact artifact, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(scratchPath, $"kustomization-{Guid.NewGuid():N}");
        CreatePrivate(folder);
        try
        {
            await fetcher.ExtractAsync(artifact, folder, null, cancellationToken).ConfigureAwait(false);
            return new DiskArtifactFiles(folder);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
