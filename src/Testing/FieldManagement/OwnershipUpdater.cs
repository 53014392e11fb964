using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>The ownership algorithm of server-side apply (structured-merge-diff), over the managers of one object.</summary>
/// <param name="types">Types of the kind.</param>
/// <param name="ignored">Fields this request neither sets nor owns, with all below them.</param>
internal sealed class OwnershipUpdater(VersionedTypes types, FieldSet ignored)
{
    /// <summary>Moves what changed between two objects to a manager.</summary>
    public void Update(JsonObject live, JsonObject updated, Dictionary<ManagerKey, ManagedEntry> managers, ManagerKey manager)
    {
        Reconcile(managers);
        var compare = TransferChanges(live, updated, managers, manager, force: true);
        var owned = managers.TryGetValue(manager, out var entry) ? entry.Fields : FieldSet.Empty;
        var set = owned.Except(compare.Removed).Union(compare.Changed).ExceptTrees(ignored);
        if (set.IsEmpty)
        {
            managers.Remove(manager);
        }
        else
        {
            managers[manager] = new ManagedEntry(types.Current, set, entry?.Time);
        }
    }

    /// <summary>Merges a configuration; the live object itself when the result equals it.</summary>
    /// <exception cref="ConflictsException">Fields belong to others with other values.</exception>
    public JsonObject Apply(JsonObject live, JsonObject applied, Dictionary<ManagerKey, ManagedEntry> managers, ManagerKey manager, bool force)
    {
        Reconcile(managers);
        var merged = TypedMerge.Merge(types.CurrentType, live, applied);
        var set = TypedFields.Of(types.CurrentType, applied).ExceptTrees(ignored);
        managers.TryGetValue(manager, out var last);
        managers[manager] = new ManagedEntry(types.Current, set, last?.Time);

        // What a manager sends again is never pruned, so only what it leaves out asks for the work.
        if (last is not null && (last.ApiVersion != types.Current || !last.Fields.Except(set).IsEmpty))
        {
            merged = Prune(merged, managers, last);
        }

        TransferChanges(live, merged, managers, manager, force);
        return ReferenceEquals(merged, live) || TypedValues.Equal(types.CurrentType, live, merged) ? live : merged;
    }

    private void Reconcile(Dictionary<ManagerKey, ManagedEntry> managers)
    {
        foreach (var (key, entry) in managers.ToList())
        {
            if (types.Find(entry.ApiVersion) is not { } type)
            {
                // Nobody can say what fields of a version that is gone mean.
                managers.Remove(key);
            }
            else if (SchemaChanges.Reconcile(entry.Fields, type) is var fields && !ReferenceEquals(fields, entry.Fields))
            {
                managers[key] = entry with { Fields = fields };
            }
        }
    }

    /// <summary>Takes changed and removed fields away from all other managers, or says who stands against it.</summary>
    private Comparison TransferChanges(
        JsonObject live, JsonObject updated, Dictionary<ManagerKey, ManagedEntry> managers, ManagerKey manager, bool force)
    {
        var comparisons = new Dictionary<string, Comparison>(StringComparer.Ordinal)
        {
            [types.Current] = TypedComparer.Compare(types.CurrentType, live, updated).Without(ignored),
        };
        var conflicts = new Dictionary<ManagerKey, FieldSet>();
        var rest = new Dictionary<ManagerKey, FieldSet>();
        foreach (var (key, entry) in managers)
        {
            if (key == manager)
            {
                continue;
            }

            if (!comparisons.TryGetValue(entry.ApiVersion, out var compare))
            {
                compare = TypedComparer.Compare(
                    types.Find(entry.ApiVersion) ?? TypeSchema.Any,
                    types.Convert(live, types.Current, entry.ApiVersion),
                    types.Convert(updated, types.Current, entry.ApiVersion)).Without(ignored);
                comparisons[entry.ApiVersion] = compare;
            }

            var contested = entry.Fields.Intersect(compare.Changed);
            if (!contested.IsEmpty)
            {
                conflicts[key] = contested;
            }

            if (!contested.IsEmpty || !compare.Removed.IsEmpty)
            {
                rest[key] = entry.Fields.Except(contested).Except(compare.Removed);
            }
        }

        if (!force && conflicts.Count > 0)
        {
            throw new ConflictsException(conflicts);
        }

        foreach (var (key, fields) in rest)
        {
            managers[key] = managers[key] with { Fields = fields };
        }

        foreach (var (key, _) in managers.Where(m => m.Value.Fields.IsEmpty).ToList())
        {
            managers.Remove(key);
        }

        return comparisons[types.Current];
    }

    /// <summary>Removes what the manager applied last time, does not apply now, and nobody else owns.</summary>
    private JsonObject Prune(JsonObject merged, Dictionary<ManagerKey, ManagedEntry> managers, ManagedEntry last)
    {
        if (last.Fields.IsEmpty || types.Find(last.ApiVersion) is not { } type)
        {
            return merged;
        }

        var before = types.Convert(merged, types.Current, last.ApiVersion);
        var pruned = TypedRemoval.Without(type, before, last.Fields.WithNamedFields(type));
        pruned = AddBackOwned(before, pruned, managers, last.ApiVersion);

        // Only what the manager owned goes: items that nobody owns, or that only updaters own, stay.
        var removed = Named(type, before).Except(Named(type, pruned)).Intersect(last.Fields.WithNamedFields(type));
        return removed.IsEmpty ? merged : types.Convert(TypedRemoval.Without(type, before, removed), last.ApiVersion, types.Current);
    }

    private JsonObject AddBackOwned(JsonObject merged, JsonObject pruned, Dictionary<ManagerKey, ManagedEntry> managers, string version)
    {
        var from = version;
        var owned = managers.Values
            .GroupBy(entry => entry.ApiVersion, entry => entry.Fields, StringComparer.Ordinal)
            .OrderBy(group => group.Key == version ? 0 : 1);
        foreach (var group in owned)
        {
            if (types.Find(group.Key) is not { } type)
            {
                continue;
            }

            merged = types.Convert(merged, from, group.Key);
            pruned = types.Convert(pruned, from, group.Key);
            from = group.Key;
            var keep = group.Aggregate(FieldSet.Empty, static (all, fields) => all.Union(fields)).WithNamedFields(type);
            var remove = Named(type, merged).Except(Named(type, pruned).Union(keep));
            pruned = TypedRemoval.Without(type, merged, remove);
        }

        return types.Convert(pruned, from, version);
    }

    private static FieldSet Named(TypeSchema type, JsonObject value) => TypedFields.Of(type, value).WithNamedFields(type);
}
