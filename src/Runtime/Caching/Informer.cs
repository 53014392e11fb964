using System.Globalization;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>Mirrors the objects of one kind in memory and tells subscribers what changed.</summary>
/// <remarks>
/// The watch is the single source of truth, with one exception: a controller puts the answer of its own write in at once
/// (<see cref="Observe"/>), so that its next pass does not work on what it has just overwritten. Such an entry ignores
/// watch events older than itself; everything else follows the watch in order.
/// </remarks>
/// <typeparam name="TValue">What is kept per object: a typed resource, or metadata as a tree.</typeparam>
internal sealed partial class Informer<TValue> : IInformer
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly KubernetesClient _client;
    private readonly InformerSettings _settings;
    private readonly Func<Unstructured, TValue> _read;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Dictionary<NamespacedName, Entry> _entries = [];
    private readonly List<ObjectIndex<TValue>> _indexes = [];
    private readonly List<Action<TValue?, TValue?>> _subscribers = [];
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _watchedVersion;
    private int _notifying;
    private InformerState _state;

    public Informer(
        KubernetesClient client, InformerSettings settings, Func<Unstructured, TValue> read, TimeProvider clock, ILogger log)
    {
        _client = client;
        _settings = settings;
        _read = read;
        _clock = clock;
        _log = log;
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public GroupVersionKind Gvk => _settings.Gvk;

    /// <inheritdoc/>
    public InformerState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <inheritdoc/>
    public bool IsNotifying
    {
        get
        {
            lock (_gate)
            {
                return _notifying > 0;
            }
        }
    }

    /// <inheritdoc/>
    public Task Settled => _settled.Task;

    /// <inheritdoc/>
    public InformerScope? Scope { get; private set; }

    /// <summary>Adds an index; only before the informer runs.</summary>
    public void AddIndex(string name, Func<TValue, IEnumerable<NamespacedName>> keys) => _indexes.Add(new(name, keys));

    /// <summary>True when an index of that name exists.</summary>
    public bool HasIndex(string name) => _indexes.Exists(index => index.Name == name);

    /// <summary>Adds a subscriber, called with the old and the new form (null when there is none); only before the informer runs.</summary>
    public void Subscribe(Action<TValue?, TValue?> subscriber) => _subscribers.Add(subscriber);

    public TValue? Find(NamespacedName key)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(key)?.Value;
        }
    }

    public List<TValue> List(Func<NamespacedName, TValue, bool>? where = null)
    {
        lock (_gate)
        {
            var found = new List<TValue>(where is null ? _entries.Count : 4);
            foreach (var (key, entry) in _entries)
            {
                if (where is null || where(key, entry.Value))
                {
                    found.Add(entry.Value);
                }
            }

            return found;
        }
    }

    public List<TValue> ByIndex(string name, NamespacedName key)
    {
        var index = _indexes.Find(candidate => candidate.Name == name)
            ?? throw new InvalidOperationException($"{Gvk.Kind} has no index '{name}'; declare it with Indexed(\"{name}\", …) on its controller");
        lock (_gate)
        {
            var members = index.Find(key);
            var found = new List<TValue>(members.Count);
            foreach (var member in members)
            {
                found.Add(_entries[member].Value);
            }

            return found;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<NamespacedName, string> Versions()
    {
        lock (_gate)
        {
            return _entries.ToDictionary(pair => pair.Key, pair => pair.Value.Version);
        }
    }

    /// <summary>Puts the answer of an own write in, unless the watch has brought the same or a newer state already.</summary>
    public void Observe(Unstructured written)
    {
        // The last finalizer is gone: what the server answered is a memory of an object that no longer exists.
        if (written.IsDeleting && written.Metadata?["finalizers"] is not System.Text.Json.Nodes.JsonArray { Count: > 0 })
        {
            return;
        }

        if (written.ResourceVersion is not { } version || !TryNumber(version, out var number) || Read(written) is not { } value)
        {
            return;
        }

        TValue? old;
        var keys = KeysOf(value);
        lock (_gate)
        {
            var existing = _entries.GetValueOrDefault(written.Key);
            if (number <= _watchedVersion || (existing is not null && TryNumber(existing.Version, out var known) && known >= number))
            {
                return;
            }

            old = existing?.Value;
            Store(written.Key, new(value, version, IsOwn: true), keys);
        }

        Notify(old, value);
    }

    /// <summary>Drops an object the server has just said it does not have, unless a newer form of it is known.</summary>
    public void Evict(NamespacedName key, string version)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.Version != version)
            {
                return;
            }
        }

        Remove(key, number: 0);
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var availability = new KindAvailability(_client, _settings, _clock, _log);
        Scope = await availability.WaitAsync(() => Become(InformerState.Unavailable), cancellationToken).ConfigureAwait(false);
        var watcher = new ResourceWatcher(_client, Scope.Resource, new()
        {
            Namespace = Scope.Namespace,
            LabelSelector = Scope.LabelSelector,
            MetadataOnly = _settings.MetadataOnly,
            MinBackoff = _settings.WatchBackoff,
        });
        await foreach (var step in watcher.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            Follow(step);
        }
    }

    private void Follow(in WatcherEvent step)
    {
        switch (step.Type)
        {
            case WatcherEventType.Restarting:
                // A restored server may count from a lower version; from here on only its own numbers matter.
                _watchedVersion = 0;
                break;
            case WatcherEventType.Applied:
                Apply(step.Object!);
                break;
            case WatcherEventType.Deleted:
                Delete(step.Object!);
                break;
            case WatcherEventType.Restarted:
                Retain(step.Keys!);
                Become(InformerState.Synced);
                break;
            case WatcherEventType.Interrupted:
                LogWatchInterrupted(Gvk.Kind, step.RetryAfter, step.Error);
                break;
        }
    }

    private void Apply(Unstructured item)
    {
        var (key, version) = (item.Key, item.ResourceVersion ?? "");
        var numbered = TryNumber(version, out var number);
        lock (_gate)
        {
            if (IsKnown(key, version, numbered ? number : null))
            {
                _watchedVersion = Math.Max(_watchedVersion, number);
                return;
            }
        }

        // Reading happens outside the lock, so our own write may overtake the event here; hence the second look.
        var value = Read(item);
        var keys = value is null ? [] : KeysOf(value);
        TValue? old;
        lock (_gate)
        {
            _watchedVersion = Math.Max(_watchedVersion, number);
            if (value is null || IsKnown(key, version, numbered ? number : null))
            {
                return;
            }

            old = _entries.GetValueOrDefault(key)?.Value;
            Store(key, new(value, version, IsOwn: false), keys);
        }

        Notify(old, value);
    }

    /// <summary>True when the cache holds this version, or a newer one that we wrote ourselves.</summary>
    private bool IsKnown(NamespacedName key, string version, ulong? number)
    {
        if (!_entries.TryGetValue(key, out var existing))
        {
            return false;
        }

        if (existing.Version == version)
        {
            _entries[key] = existing with { IsOwn = false };
            return true;
        }

        return existing.IsOwn && number is not null && TryNumber(existing.Version, out var own) && own > number;
    }

    private void Delete(Unstructured item)
    {
        TryNumber(item.ResourceVersion ?? "", out var number);
        Remove(item.Key, number);
    }

    private void Retain(IReadOnlySet<NamespacedName> present)
    {
        List<NamespacedName> gone;
        lock (_gate)
        {
            // Own writes may be younger than the list; the watch that follows it tells what became of them.
            gone = [.. _entries.Where(pair => !pair.Value.IsOwn && !present.Contains(pair.Key)).Select(pair => pair.Key)];
            foreach (var (key, entry) in _entries.Where(pair => pair.Value.IsOwn).ToList())
            {
                _entries[key] = entry with { IsOwn = false };
            }
        }

        foreach (var key in gone)
        {
            Remove(key, number: 0);
        }
    }

    private void Remove(NamespacedName key, ulong number)
    {
        Entry? removed;
        lock (_gate)
        {
            _watchedVersion = Math.Max(_watchedVersion, number);
            if (!_entries.Remove(key, out removed))
            {
                return;
            }

            _notifying++;

            foreach (var index in _indexes)
            {
                index.Remove(key);
            }
        }

        Notify(removed.Value, null);
    }

    private void Store(NamespacedName key, Entry entry, NamespacedName[][] keys)
    {
        _notifying++;
        _entries[key] = entry;
        for (var i = 0; i < _indexes.Count; i++)
        {
            _indexes[i].Set(key, keys[i]);
        }
    }

    private NamespacedName[][] KeysOf(TValue value)
    {
        var keys = new NamespacedName[_indexes.Count][];
        for (var i = 0; i < keys.Length; i++)
        {
            try
            {
                keys[i] = _indexes[i].KeysOf(value);
            }
            catch (Exception e)
            {
                // An index function that trips over one object must not stop its kind.
                keys[i] = [];
                LogIndexFailed(Gvk.Kind, _indexes[i].Name, e);
            }
        }

        return keys;
    }

    private TValue? Read(Unstructured item)
    {
        try
        {
            return _read(item);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException or InvalidOperationException)
        {
            LogUnreadable(item.Kind.Length == 0 ? Gvk.Kind : item.Kind, item.Key, e);
            return null;
        }
    }

    private void Notify(TValue? old, TValue? updated)
    {
        foreach (var subscriber in _subscribers)
        {
            try
            {
                subscriber(old, updated);
            }
            catch (Exception e)
            {
                // A mapping that trips over one object must not stop its kind.
                LogMappingFailed(Gvk.Kind, e);
            }
        }

        lock (_gate)
        {
            _notifying--;
        }

        Changed?.Invoke();
    }

    private void Become(InformerState state)
    {
        lock (_gate)
        {
            _state = state;
        }

        _settled.TrySetResult();
        Changed?.Invoke();
    }

    private static bool TryNumber(string version, out ulong number) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [LoggerMessage(1101, LogLevel.Debug, "Watch of {Kind} interrupted, next try in {RetryAfter}")]
    private partial void LogWatchInterrupted(string kind, TimeSpan retryAfter, Exception? error);

    [LoggerMessage(1102, LogLevel.Error, "{Kind} '{Key}' does not have the form its type asks for and is left out until it changes")]
    private partial void LogUnreadable(string kind, NamespacedName key, Exception error);

    [LoggerMessage(1103, LogLevel.Error, "Index '{Index}' of {Kind} failed; the object is not found under it")]
    private partial void LogIndexFailed(string kind, string index, Exception error);

    [LoggerMessage(1104, LogLevel.Error, "A watch mapping of {Kind} failed; nobody is woken by this change")]
    private partial void LogMappingFailed(string kind, Exception error);

    private sealed record Entry(TValue Value, string Version, bool IsOwn);
}
