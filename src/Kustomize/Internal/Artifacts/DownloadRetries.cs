using System.Collections.Concurrent;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Artifacts;

/// <summary>
/// Counts the failed downloads of every Kustomization, so that the waits between tries are waits between passes: minutes spent inside of a
/// pass would keep a worker from everything else, and a new revision of the source from being tried.
/// </summary>
internal sealed class DownloadRetries(ArtifactFetcherOptions options)
{
    private readonly ConcurrentDictionary<NamespacedName, (string Digest, int Failures)> _failures = [];

    /// <summary>How long to wait before the next try; null when all tries are used up, which starts the count anew.</summary>
    public TimeSpan? Next(NamespacedName owner, Artifact artifact)
    {
        var failures = _failures.TryGetValue(owner, out var known) && string.Equals(known.Digest, artifact.Digest, StringComparison.Ordinal) ? known.Failures : 0;
        if (failures >= options.Retries)
        {
            Forget(owner);
            return null;
        }

        _failures[owner] = (artifact.Digest, failures + 1);
        return options.RetryDelay(failures);
    }

    /// <summary>Starts the count anew.</summary>
    public void Forget(NamespacedName owner) => _failures.TryRemove(owner, out _);
}
