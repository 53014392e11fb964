using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A Go map with string keys. It is shared by reference, as in Go: what a template sets, everyone who holds the map sees.
/// Enumeration is in key order (bytewise), the order in which Go's template language and printing go through maps.
/// </summary>
internal sealed class GoMap : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Dictionary<string, object?> entries;
    private string[]? sortedKeys;

    public GoMap()
        : this(GoType.AnyMap)
    {
    }

    public GoMap(GoType type, int capacity = 0)
    {
        Type = type;
        entries = new Dictionary<string, object?>(capacity, StringComparer.Ordinal);
    }

    private GoMap(GoType type, Dictionary<string, object?> entries, bool isNil)
    {
        Type = type;
        this.entries = entries;
        IsNil = isNil;
    }

    public GoType Type { get; }

    /// <summary>A nil map: reads as empty, and writing to it is the error Go raises.</summary>
    public bool IsNil { get; }

    public int Count => entries.Count;

    /// <summary>The keys in order. The array is shared and must not be changed; a later write to the map makes a new one.</summary>
    public IReadOnlyList<string> Keys => SortedKeys();

    /// <summary>Reading a missing key gives null; writing adds or replaces.</summary>
    public object? this[string key]
    {
        get => entries.GetValueOrDefault(key);
        set
        {
            if (IsNil)
            {
                throw new GoErrorException("assignment to entry in nil map");
            }

            var before = entries.Count;
            entries[key] = value;
            if (entries.Count != before)
            {
                sortedKeys = null;
            }
        }
    }

    public static GoMap Nil(GoType type) => new(type, [], isNil: true);

    /// <summary>The same map seen under another type (they share the entries), such as a plain table as <c>common.Values</c>.</summary>
    public GoMap WithType(GoType type) => new(type, entries, IsNil);

    public bool TryGetValue(string key, [MaybeNullWhen(true)] out object? value) => entries.TryGetValue(key, out value);

    public bool ContainsKey(string key) => entries.ContainsKey(key);

    /// <summary>Adds or replaces; there so that collection initialisers work.</summary>
    public void Add(string key, object? value) => this[key] = value;

    public bool Remove(string key)
    {
        var removed = entries.Remove(key);
        if (removed)
        {
            sortedKeys = null;
        }

        return removed;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach (var key in SortedKeys())
        {
            if (entries.TryGetValue(key, out var value))
            {
                yield return new(key, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal string[] SortedKeys()
    {
        // Two views of one table (WithType) share entries but not the cache, so a changed count also ends it.
        var keys = sortedKeys;
        if (keys is not null && keys.Length == entries.Count && Array.TrueForAll(keys, entries.ContainsKey))
        {
            return keys;
        }

        keys = [.. entries.Keys];
        Array.Sort(keys, GoText.Comparer);
        return sortedKeys = keys;
    }
}
