namespace GitOpsToolkit.Apply;

/// <summary>What a pass did, object by object, in the order it was done.</summary>
public sealed class ChangeSet
{
    private readonly List<ChangeSetEntry> _entries = [];

    /// <summary>The entries, in the order of the work.</summary>
    public IReadOnlyList<ChangeSetEntry> Entries => _entries;

    /// <summary>True when at least one entry stands for a change.</summary>
    public bool HasChanges => _entries.Exists(static entry => entry.IsChange);

    /// <summary>Adds entries at the end.</summary>
    public void Add(IEnumerable<ChangeSetEntry> more) => _entries.AddRange(more);

    /// <summary>Adds one entry at the end.</summary>
    public void Add(ChangeSetEntry entry) => _entries.Add(entry);

    /// <summary>One line per changed object, joined by newlines, without one at the end; empty when nothing changed.</summary>
    public string DescribeChanges() => string.Join('\n', _entries.Where(static entry => entry.IsChange));

    /// <summary>One line per object, joined by newlines, without one at the end.</summary>
    public override string ToString() => string.Join('\n', _entries);
}
