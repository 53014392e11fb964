using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>A Kustomization, the objects it manages and what is held back while it works on them. Guarded by its watches.</summary>
internal sealed class TrackedOwner(NamespacedName key) : IDisposable
{
    private readonly List<DriftNews> _held = [];

    public NamespacedName Key { get; } = key;

    public Dictionary<ObjectIdentity, TrackedObject> Objects { get; set; } = [];

    /// <summary>The cluster the objects are in.</summary>
    public KubernetesClient? Cluster { get; set; }

    /// <summary>Kinds of the objects, in that cluster.</summary>
    public HashSet<GroupVersionKind> Kinds { get; set; } = [];

    /// <summary>True while a pass runs: what it writes becomes known when it ends.</summary>
    public bool IsBusy { get; set; }

    public FightBackoff Backoff { get; } = new();

    /// <summary>True from the moment drift is seen until a pass begins, which will find whatever else there is.</summary>
    public bool IsRepairDue { get; set; }

    /// <summary>Wakes the owner later.</summary>
    public ITimer? Repair { get; set; }

    /// <summary>Keeps news until the pass has ended.</summary>
    public void Hold(in DriftNews news) => _held.Add(news);

    /// <summary>Hands over what was held.</summary>
    public IReadOnlyList<DriftNews> TakeHeld()
    {
        DriftNews[] held = [.. _held];
        _held.Clear();
        return held;
    }

    /// <summary>True when the news mean that an object is not as it was left.</summary>
    public bool IsDrift(in DriftNews news) =>
        Objects.TryGetValue(news.Identity, out var known)
        && (news.Last is { } last ? known.IsEndedBy(last) : news.Current is not { } current || known.IsChangedBy(current));

    /// <inheritdoc/>
    public void Dispose() => Repair?.Dispose();
}

/// <summary>Something a watch tells about an object: how it is now, how it was last, or, with neither, that it is missing.</summary>
internal readonly record struct DriftNews(ObjectIdentity Identity, Unstructured? Current, Unstructured? Last);
