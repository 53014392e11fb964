using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Apply;

/// <summary>Turns what a pass did into the list kept in a status, and finds what a later pass has to remove.</summary>
public static class Inventory
{
    /// <summary>The list of every object of a pass, skipped ones included, in the order of the pass.</summary>
    public static ResourceInventory Of(ChangeSet changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return new ResourceInventory
        {
            Entries = [.. changes.Entries.Select(static entry => new ResourceReference(InventoryId.Format(entry.Identity), entry.Version))],
        };
    }

    /// <summary>Reads a list back.</summary>
    /// <exception cref="FormatException">An entry's id cannot be read.</exception>
    public static IReadOnlyList<InventoryItem> Read(ResourceInventory? inventory) =>
        inventory is null ? [] : [.. inventory.Entries.Select(static entry => new InventoryItem(InventoryId.Parse(entry.Id), entry.Version))];

    /// <summary>
    /// The objects of the older list that the newer one lacks, in the version the older list recorded. A change of version
    /// alone is not a removal.
    /// </summary>
    /// <exception cref="FormatException">An entry's id cannot be read.</exception>
    public static IReadOnlyList<InventoryItem> Stale(ResourceInventory? older, ResourceInventory newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        var kept = newer.Entries.Select(static entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        return [.. Read(older).Where(item => !kept.Contains(InventoryId.Format(item.Identity)))];
    }

    /// <summary>Appends objects that are not listed yet.</summary>
    public static void Add(ResourceInventory inventory, IEnumerable<InventoryItem> items)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(items);
        var known = inventory.Entries.Select(static entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var id = InventoryId.Format(item.Identity);
            if (known.Add(id))
            {
                inventory.Entries.Add(new ResourceReference(id, item.Version));
            }
        }
    }
}
