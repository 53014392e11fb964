using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// Remembers which objects were last seen without drift and at which resource version, so that the next pass needs one dry run and
/// no read. Holds hashes only, never the content of an object. Bounded: the least recently used objects are forgotten first, which
/// costs a read each and nothing else. Safe for concurrent use; share one per process.
/// </summary>
/// <param name="capacity">Most objects remembered.</param>
public sealed class AppliedStateMemo(int capacity = AppliedStateMemo.DefaultCapacity)
{
    /// <summary>Enough for 50,000 objects, about 20 MiB when full.</summary>
    public const int DefaultCapacity = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<(Key Key, State State)>> _states = [];
    private readonly LinkedList<(Key Key, State State)> _byUse = new();

    /// <summary>Objects remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _states.Count;
            }
        }
    }

    internal State? Find(Key key)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.State;
        }
    }

    internal void Remember(Key key, State state)
    {
        lock (_gate)
        {
            if (_states.TryGetValue(key, out var node))
            {
                _byUse.Remove(node);
                node.Value = (key, state);
                _byUse.AddFirst(node);
                return;
            }

            _states[key] = _byUse.AddFirst((key, state));
            if (_states.Count > capacity)
            {
                _states.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
        }
    }

    internal void Forget(Key key)
    {
        lock (_gate)
        {
            if (_states.Remove(key, out var node))
            {
                _byUse.Remove(node);
            }
        }
    }

    /// <summary>An object of a cluster as one identity sees it.</summary>
    internal readonly record struct Key(string Scope, string Version, ObjectIdentity Identity);

    /// <summary>The version of a live object that had no drift, needed no cleanup and no exception, and its projection.</summary>
    internal sealed record State(string ResourceVersion, string Projection, string IgnoreRules);
}
