using System.Text;
using GitOpsToolkit.Artifacts;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>Keys of a bucket with their entity tags; its digest is the revision (source.md §9.3).</summary>
internal sealed class BucketListing
{
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);

    public int Count => _tags.Count;

    public IReadOnlyList<string> Keys => [.. _tags.Keys];

    public string this[string key]
    {
        get => _tags[key];
        set => _tags[key] = value;
    }

    public void Remove(string key) => _tags.Remove(key);

    /// <summary>The digest over <c>key etag</c> lines, sorted by the bytes of the keys.</summary>
    public ArtifactDigest Digest(string algorithm)
    {
        var lines = _tags
            .Select(static t => Encoding.UTF8.GetBytes($"{t.Key} {t.Value}\n"))
            .ToList();
        lines.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        return ArtifactDigest.Compute(algorithm, lines.SelectMany(static l => l).ToArray());
    }
}
