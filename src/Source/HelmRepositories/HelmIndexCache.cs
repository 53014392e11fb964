using System.Collections.Concurrent;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.HelmRepositories;

/// <summary>Reads stored indexes, and keeps as many in memory as the options say; every use prolongs an index's stay.</summary>
internal sealed class HelmIndexCache(ArtifactStorage storage, IOptions<SourceControllerOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (HelmIndex Index, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">It is not an index.</exception>
    public async Task<HelmIndex> ReadAsync(Artifact artifact, CancellationToken ct)
    {
        var key = $"{artifact.Path}@{artifact.Digest}";
        if (_kept.TryGetValue(key, out var kept) && kept.Until > time.GetUtcNow())
        {
            Keep(key, kept.Index);
            return kept.Index;
        }

        var content = new MemoryStream();
        var file = storage.OpenRead(artifact);
        await using (file.ConfigureAwait(false))
        {
            await file.CopyToAsync(content, ct).ConfigureAwait(false);
        }

        var index = HelmIndex.Parse(content.ToArray());
        Keep(key, index);
        return index;
    }

    private void Keep(string key, HelmIndex index)
    {
        if (options.Value.HelmCacheMaxSize == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        _kept[key] = (index, now + options.Value.HelmCacheTtl);
        foreach (var (old, _) in _kept.Where(k => k.Value.Until <= now).Concat(_kept.OrderBy(static k => k.Value.Until).SkipLast(options.Value.HelmCacheMaxSize)).ToList())
        {
            _kept.TryRemove(old, out _);
        }
    }
}
