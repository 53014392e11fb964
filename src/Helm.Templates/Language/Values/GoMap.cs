using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A Go map with string keys. It is shared by reference, as in Go: what a template sets, everyone who holds the map sees.
/// Enumeration is in key order (bytewise), the order in which Go's template language and printing go through maps.
/// </summary>
internal sealed class GoMap : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly Table table;

    public GoMap()
        : this(GoType.AnyMap)
    {
    }

    public GoMap(GoType type, int capacity = 0)
    {
        Type = type;
        table = new Table(capacity);
    }

    private GoMap(GoType type, Table table, bool isNil)
    {
        Type = type;
        this.table = table;
        IsNil = isNil;
    }

    public GoType Type { get; }

    /// <summary>A nil map: reads as empty, and writing to it is the error Go raises.</summary>
    public bool IsNil { get; }

    public int Count => table.Entries.Count;

    /// <summary>The keys in order: a snapshot that later writes do not change.</summary>
    public IReadOnlyList<string> Keys => SortedKeys();

    /// <summary>Reading a missing key gives null; writing adds or replaces.</summary>
    public object? this[string key]
    {
        get => table.Entries.GetValueOrDefault(key);
        set
        {
            if (IsNil)
            {
                throw new GoErrorException("assignment to entry in nil map");
            }

            var before = table.Entries.Count;
            table.Entries[key] = value;
            if (table.Entries.Count != before)
            {
                table.SortedKeys = null;
            }
        }
    }

    public static GoMap Nil(GoType type) => new(type, new Table(0), isNil: true);

    /// <summary>A snapshot of the entries in no order, for work on whole maps that would only wait for their sorting.</summary>
    internal KeyValuePair<string, object?>[] Unordered => [.. table.Entries];

    /// <summary>The same map seen under another type (they share the entries), such as a plain table as <c>common.Values</c>.</summary>
    public GoMap WithType(GoType type) => new(type, table, IsNil);

    public bool TryGetValue(string key, [MaybeNullWhen(true)] out object? value) => table.Entries.TryGetValue(key, out value);

    public bool ContainsKey(string key) => table.Entries.ContainsKey(key);

    /// <summary>Adds or replaces; there so that collection initialisers work.</summary>
    public void Add(string key, object? value) => this[key] = value;

    public bool Remove(string key)
    {
        var removed = table.Entries.Remove(key);
        if (removed)
        {
            table.SortedKeys = null;
        }

        return removed;
    }

    /// <summary>Whether the two are one map in Go's sense, whatever type each is seen under.</summary>
    public bool SharesEntriesWith(GoMap other) => ReferenceEquals(table, other.table);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach (var key in SortedKeys())
        {
            if (table.Entries.TryGetValue(key, out var value))
            {
                yield return new(key, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal string[] SortedKeys()
    {
        if (table.SortedKeys is { } sorted)
        {
            return sorted;
        }

        string[] keys = [.. table.Entries.Keys];
        Array.Sort(keys, GoText.Comparer);
        table.SortedKeys = keys;
        return keys;
    }

    /// <summary>What several typed views of one map share.</summary>
    private sealed class Table(int capacity)
    {
        public Dictionary<string, object?> Entries { get; } = new(capacity, StringComparer.Ordinal);

        public string[]? SortedKeys { get; set; }
    }
}
