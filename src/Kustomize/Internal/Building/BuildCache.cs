using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>
/// The last build of every Kustomization, so that a pass over unchanged input parses nothing. Bounded by the size of the objects; the
/// builds that were not used for longest go first.
/// </summary>
internal sealed class BuildCache(long byteCap)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>Builds kept now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The build of an owner from exactly this input, null when the last one was from another.</summary>
    public BuiltObjects? Find(NamespacedName owner, string inputHash)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(owner, out var node) || !string.Equals(node.Value.InputHash, inputHash, StringComparison.Ordinal))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Objects;
        }
    }

    /// <summary>Keeps a build in the place of the owner's last one.</summary>
    public void Keep(NamespacedName owner, string inputHash, BuiltObjects objects)
    {
        lock (_gate)
        {
            Remove(owner);
            var bytes = objects.Bytes;
            if (bytes > byteCap)
            {
                return;
            }

            _entries[owner] = _byUse.AddFirst(new Entry(owner, inputHash, objects, bytes));
            _bytes += bytes;
            while (_bytes > byteCap)
            {
                Remove(_byUse.Last!.Value.Owner);
            }
        }
    }

    /// <summary>Forgets an owner that is gone.</summary>
    public void Forget(NamespacedName owner)
    {
        lock (_gate)
        {
            Remove(owner);
        }
    }

    private void Remove(NamespacedName owner)
    {
        if (_entries.Remove(owner, out var node))
        {
            _bytes -= node.Value.Bytes;
            _byUse.Remove(node);
        }
    }

    private sealed record Entry(NamespacedName Owner, string InputHash, BuiltObjects Objects, long Bytes);
}
