using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>
/// Keeps <c>metadata.managedFields</c> of one served kind, and merges server-side apply patches by it, with the results of
/// kube-apiserver. One instance serves one resource or subresource and is safe for concurrent use.
/// </summary>
/// <param name="gvk">Kind and version of the request.</param>
/// <param name="types">Type of the kind in an apiVersion; null for a version that is not served. Values inside that have no type merge by what they look like.</param>
/// <param name="convert">Turns an object into another apiVersion; null when versions differ in nothing but their name.</param>
internal sealed class FieldManager(
    GroupVersionKind gvk,
    Func<string, TypeSchema?> types,
    Func<JsonObject, string, JsonObject>? convert = null)
{
    private const string BeforeFirstApply = "before-first-apply";
    private const string UnknownManager = "unknown";

    private static readonly ManagerKey CurrentOperation = new("current-operation", false, "", "");
    private static readonly FieldSet NeverOwned = SetOf(
        [
            ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"], ["metadata", "creationTimestamp"],
            ["metadata", "selfLink"], ["metadata", "uid"], ["metadata", "clusterName"], ["metadata", "generation"],
            ["metadata", "managedFields"], ["metadata", "resourceVersion"],
        ]);

    private readonly VersionedTypes _types = new(gvk.ApiVersion, types, convert);
    private readonly FieldSet _ignored = FieldSet.Empty;

    /// <summary>Fields that a request through this (sub)resource neither sets nor owns, as paths like <c>["status"]</c>.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ResetFields
    {
        get;
        init
        {
            field = value;
            _ignored = SetOf(value);
        }
    } = [];

    /// <summary>Subresource of the request, empty for the resource itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Merges an apply patch.</summary>
    /// <param name="live">The stored object in the request's version; null when it is to be created.</param>
    /// <param name="applied">What was sent.</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="force">Take fields over from others.</param>
    /// <param name="now">Time of the request.</param>
    /// <returns>The new object with managedFields; <paramref name="live"/> itself when nothing changes, so that nothing is written.</returns>
    /// <exception cref="ApplyConflictException">Fields belong to others with other values.</exception>
    /// <exception cref="FieldManagementException">The patch breaks a rule of apply or does not fit the type.</exception>
    public JsonObject Apply(JsonObject? live, JsonObject applied, string manager, bool force, DateTimeOffset now)
    {
        CheckApplied(applied);
        var before = live ?? EmptyObject();
        var stored = ReadLive(before);
        var managers = new Dictionary<ManagerKey, ManagedEntry>(stored);
        if (managers.Count == 0)
        {
            // What was there before the first apply gets an owner, so that the apply can conflict with it.
            RecordUpdate(EmptyObject(), before, managers, BeforeFirstApply, "", now);
        }

        var key = new ManagerKey(manager.Length == 0 ? UnknownManager : manager, true, "", Subresource);
        JsonObject merged;
        try
        {
            merged = Merge(before, applied, managers, key, force);
        }
        catch (ConflictsException e)
        {
            throw e.ToApplyConflict();
        }

        var changed = !ReferenceEquals(merged, before);
        if (changed && managers.TryGetValue(key, out var own))
        {
            managers[key] = own with { Time = now };
        }

        if (changed)
        {
            LastApplied.Refresh(merged, applied, manager);
        }
        else if (live is not null && SameOwners(stored, managers))
        {
            return live;
        }

        var result = changed ? merged : (JsonObject)before.DeepClone();
        ManagedFields.Write(result, managers);
        return result;
    }

    /// <summary>Records who changed what in a create, replace or patch; sets managedFields of <paramref name="updated"/> itself.</summary>
    /// <param name="live">The stored object; null on create.</param>
    /// <param name="updated">The object about to be stored, managedFields as the client sent them (an empty list, or a list with one empty entry, resets them).</param>
    /// <param name="manager">Name of the field manager.</param>
    /// <param name="now">Time of the request.</param>
    public void Update(JsonObject? live, JsonObject updated, string manager, DateTimeOffset now)
    {
        var managers = ReadForUpdate(live, updated);

        // An object whose managedFields are gone is not tracked again before its next apply.
        var isCreate = (live?["metadata"] as JsonObject)?.GetText("uid") is null or "";
        if (managers.Count > 0 || isCreate)
        {
            RecordUpdate(live ?? EmptyObject(), updated, managers, manager, Subresource, now);
        }

        ManagedFields.Write(updated, managers);
    }

    private JsonObject Merge(JsonObject live, JsonObject applied, Dictionary<ManagerKey, ManagedEntry> managers, ManagerKey key, bool force)
    {
        var updater = new OwnershipUpdater(_types, _ignored);
        var attempt = new Dictionary<ManagerKey, ManagedEntry>(managers);
        JsonObject merged;
        try
        {
            merged = updater.Apply(live, applied, attempt, key, force);
        }
        catch (ConflictsException e) when (LastApplied.IsKubectl(key.Manager) && LastApplied.OwnedFields(live, _types) is { } owned)
        {
            // kubectl moves an object from client-side to server-side apply: what its annotation holds is its own.
            var rest = e.Conflicts.ToDictionary(c => c.Key, c => c.Value.Except(owned)).Where(c => !c.Value.IsEmpty).ToDictionary();
            if (rest.Count > 0)
            {
                throw new ConflictsException(rest);
            }

            attempt = new Dictionary<ManagerKey, ManagedEntry>(managers);
            merged = updater.Apply(live, applied, attempt, key, force: true);
        }

        Strip(attempt, key);
        managers.Clear();
        foreach (var (owner, entry) in attempt)
        {
            managers.Add(owner, entry);
        }

        return merged;
    }

    private void RecordUpdate(
        JsonObject live, JsonObject updated, Dictionary<ManagerKey, ManagedEntry> managers, string manager, string subresource, DateTimeOffset now)
    {
        new OwnershipUpdater(_types, _ignored).Update(live, updated, managers, CurrentOperation);
        Strip(managers, CurrentOperation);
        if (managers.Remove(CurrentOperation, out var changes))
        {
            var key = new ManagerKey(manager.Length == 0 ? UnknownManager : manager, false, gvk.ApiVersion, subresource);
            var fields = managers.TryGetValue(key, out var previous) ? changes.Fields.Union(previous.Fields) : changes.Fields;
            managers[key] = new ManagedEntry(gvk.ApiVersion, fields, now);
        }

        UpdaterCap.Apply(managers);
    }

    private void CheckApplied(JsonObject applied)
    {
        var sent = new Unstructured(applied);
        if (sent.Gvk != gvk)
        {
            throw new FieldManagementException(400, $"invalid object type: {GoText(sent.Gvk)}");
        }

        if (sent.Metadata?["managedFields"] is not null)
        {
            throw new FieldManagementException(400, "metadata.managedFields must be nil");
        }

        if (applied.IsDeeperThan(JsonTreeDepth.Limit))
        {
            throw new FieldManagementException(400, $"exceeded max depth of {JsonTreeDepth.Limit}");
        }

        if (TypedValidation.Check(_types.CurrentType, applied) is { } problem)
        {
            throw new FieldManagementException(500, $"failed to create typed patch object ({sent.Namespace}/{sent.Name}; {GoText(gvk)}): {problem}");
        }
    }

    private static Dictionary<ManagerKey, ManagedEntry> ReadLive(JsonObject live)
    {
        try
        {
            return ManagedFields.Read(ManagedFields.Of(live));
        }
        catch (FormatException e)
        {
            throw new FieldManagementException(500, $"failed to decode managed fields: {e.Message}");
        }
    }

    private Dictionary<ManagerKey, ManagedEntry> ReadForUpdate(JsonObject? live, JsonObject updated)
    {
        var sent = Subresource.Length > 0 ? null : ManagedFields.Of(updated);
        if (ManagedFields.IsReset(sent))
        {
            return [];
        }

        // Clients that do not know managedFields, or send them broken, must not delete them by accident.
        return TryRead(sent) is { Count: > 0 } managers ? managers : TryRead(ManagedFields.Of(live)) ?? [];
    }

    private static Dictionary<ManagerKey, ManagedEntry>? TryRead(JsonArray? list)
    {
        try
        {
            return ManagedFields.Read(list);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void Strip(Dictionary<ManagerKey, ManagedEntry> managers, ManagerKey key)
    {
        if (!managers.TryGetValue(key, out var entry))
        {
            return;
        }

        var fields = entry.Fields.Except(NeverOwned);
        if (fields.IsEmpty)
        {
            managers.Remove(key);
        }
        else
        {
            managers[key] = entry with { Fields = fields };
        }
    }

    private static bool SameOwners(Dictionary<ManagerKey, ManagedEntry> left, Dictionary<ManagerKey, ManagedEntry> right) =>
        left.Count == right.Count && left.All(owner =>
            right.TryGetValue(owner.Key, out var other)
            && other.ApiVersion == owner.Value.ApiVersion
            && other.Time == owner.Value.Time
            && other.Fields.SetEquals(owner.Value.Fields));

    private JsonObject EmptyObject() =>
        new() { ["apiVersion"] = gvk.ApiVersion, ["kind"] = gvk.Kind, ["metadata"] = new JsonObject() };

    private static string GoText(GroupVersionKind gvk) =>
        (gvk.Group.Length == 0 ? "/" + gvk.Version : gvk.ApiVersion) + ", Kind=" + gvk.Kind;

    private static FieldSet SetOf(IReadOnlyList<IReadOnlyList<string>> paths)
    {
        var set = new FieldSet();
        foreach (var path in paths)
        {
            set.Insert([.. path.Select(PathElement.Field)]);
        }

        return set;
    }
}
