using System.Text.Json.Nodes;
using System.Threading.Channels;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Storage;

/// <summary>
/// Every object of the server: one revision counter, compare-and-swap writes, snapshots for free, and per resource a
/// bounded history from which watches resume and past revisions are rebuilt.
/// </summary>
internal sealed class ObjectStore(int historyPerResource)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GroupResource, Shelf> _shelves = [];
    private readonly List<Channel<StoreEvent>> _listeners = [];
    private long _revision = 1;
    private long _compactedAt;
    private long _lastChange;

    /// <summary>The newest revision.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    /// <summary>The revision of the newest change; a compaction moves on without one.</summary>
    public long LastChange => Interlocked.Read(ref _lastChange);

    public StoredObject? Find(GroupResource resource, NamespacedName key)
    {
        lock (_gate)
        {
            return ShelfOf(resource).Current.Find(key);
        }
    }

    /// <summary>The objects of a resource now, with the revision this is the state of.</summary>
    public (ResourceSnapshot Objects, long Revision) Snapshot(GroupResource resource)
    {
        lock (_gate)
        {
            return (ShelfOf(resource).Current, _revision);
        }
    }

    /// <summary>The objects of a resource as they were at a revision; null when the history does not reach that far.</summary>
    public ResourceSnapshot? SnapshotAt(GroupResource resource, long revision)
    {
        lock (_gate)
        {
            var shelf = ShelfOf(resource);
            if (revision < shelf.CompactedAt)
            {
                return null;
            }

            var objects = shelf.Current;
            for (var i = shelf.History.Count - 1; i >= 0 && shelf.History[i].Revision > revision; i--)
            {
                var change = shelf.History[i];
                objects = change.Before is { } before ? objects.With(before) : objects.Without(change.After.Key);
            }

            return objects;
        }
    }

    /// <summary>
    /// Stores a new state if the object is still the expected one.
    /// </summary>
    /// <param name="resource">Resource of the object.</param>
    /// <param name="key">Key of the object.</param>
    /// <param name="expected">The state the new one was made from, null for a creation.</param>
    /// <param name="next">The new state in its storage version, null to remove the object.</param>
    /// <returns>What is stored now, or was removed; null when the object is not the expected one any more.</returns>
    public StoredObject? TryCommit(GroupResource resource, NamespacedName key, StoredObject? expected, JsonObject? next)
    {
        lock (_gate)
        {
            var shelf = ShelfOf(resource);
            if (!ReferenceEquals(shelf.Current.Find(key), expected))
            {
                return null;
            }

            var revision = _revision + 1;
            var stored = StoredObject.From(next ?? expected!.Parse("", ""), revision);
            shelf.Current = next is null ? shelf.Current.Without(key) : shelf.Current.With(stored);
            Interlocked.Exchange(ref _revision, revision);
            Interlocked.Exchange(ref _lastChange, revision);
            Publish(shelf, new StoreEvent(resource, revision, expected, stored, next is null));
            return stored;
        }
    }

    /// <summary>Subscribes to the changes of one resource after a revision.</summary>
    /// <param name="resource">Resource to follow.</param>
    /// <param name="after">Revision to resume from; null starts with the current objects.</param>
    /// <returns>Null when the history does not reach that far.</returns>
    public StoreSubscription? Subscribe(GroupResource resource, long? after)
    {
        lock (_gate)
        {
            var shelf = ShelfOf(resource);
            if (after < shelf.CompactedAt)
            {
                return null;
            }

            var channel = Channel.CreateUnbounded<StoreEvent>(new() { SingleReader = true });
            if (after is not null)
            {
                foreach (var change in shelf.History.Where(change => change.Revision > after))
                {
                    channel.Writer.TryWrite(change);
                }
            }

            shelf.Subscribers.Add(channel);
            return new StoreSubscription(channel.Reader, shelf.Current, _revision, () => Unsubscribe(shelf.Subscribers, channel));
        }
    }

    /// <summary>Follows the changes of every resource from now on, for the server's own controllers.</summary>
    public StoreSubscription Listen()
    {
        lock (_gate)
        {
            var channel = Channel.CreateUnbounded<StoreEvent>();
            _listeners.Add(channel);
            return new StoreSubscription(channel.Reader, ResourceSnapshot.Empty, _revision, () => Unsubscribe(_listeners, channel));
        }
    }

    /// <summary>Every resource that has objects, with their current state.</summary>
    public IReadOnlyList<(GroupResource Resource, ResourceSnapshot Objects)> Everything()
    {
        lock (_gate)
        {
            return [.. _shelves.Select(static s => (s.Key, s.Value.Current))];
        }
    }

    /// <summary>Forgets the history, as a compaction of etcd would.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            // A write in between keeps "now" apart from every revision a client can have seen.
            _compactedAt = Interlocked.Increment(ref _revision);
            foreach (var shelf in _shelves.Values)
            {
                shelf.History.Clear();
                shelf.CompactedAt = _compactedAt;
            }
        }
    }

    private void Unsubscribe(List<Channel<StoreEvent>> subscribers, Channel<StoreEvent> channel)
    {
        lock (_gate)
        {
            channel.Writer.TryComplete();
            subscribers.Remove(channel);
        }
    }

    private void Publish(Shelf shelf, StoreEvent change)
    {
        shelf.History.Add(change);
        if (shelf.History.Count > historyPerResource * 2)
        {
            var surplus = shelf.History.Count - historyPerResource;
            shelf.CompactedAt = shelf.History[surplus - 1].Revision;
            shelf.History.RemoveRange(0, surplus);
        }

        foreach (var subscriber in shelf.Subscribers)
        {
            subscriber.Writer.TryWrite(change);
        }

        foreach (var listener in _listeners)
        {
            listener.Writer.TryWrite(change);
        }
    }

    private Shelf ShelfOf(GroupResource resource)
    {
        if (!_shelves.TryGetValue(resource, out var shelf))
        {
            shelf = _shelves[resource] = new Shelf { CompactedAt = _compactedAt };
        }

        return shelf;
    }

    private sealed class Shelf
    {
        public ResourceSnapshot Current { get; set; } = ResourceSnapshot.Empty;

        /// <summary>Changes in order of revision.</summary>
        public List<StoreEvent> History { get; } = [];

        /// <summary>Changes up to this revision are forgotten.</summary>
        public long CompactedAt { get; set; }

        public List<Channel<StoreEvent>> Subscribers { get; } = [];
    }
}
