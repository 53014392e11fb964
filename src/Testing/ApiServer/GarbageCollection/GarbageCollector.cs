using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.GarbageCollection;

/// <summary>
/// Deletes objects whose owners are gone, and does for owners on their way out what the propagation policy says.
/// </summary>
internal sealed class GarbageCollector(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, ObjectDeleter deleter) : IServerController
{
    /// <summary>Dependents by the uid of their owner.</summary>
    private readonly Dictionary<string, HashSet<(GroupResource Resource, NamespacedName Key)>> _dependents = new(StringComparer.Ordinal);

    /// <summary>Owners by uid, as dependents name them, for those that wait for their dependents.</summary>
    private readonly Dictionary<string, (GroupResource Resource, NamespacedName Key)> _waiting = new(StringComparer.Ordinal);

    public void OnChange(StoreEvent change)
    {
        Track(change);
        if (change.IsDeletion)
        {
            OnGone(change);
            return;
        }

        var tree = change.After.Parse("", "");
        if (tree["metadata"].At("deletionTimestamp") is not null)
        {
            OnDeleting(change.Resource, change.After, tree);
        }
        else if (Owners(tree) is { Count: > 0 } owners && owners.TrueForAll(o => IsGone(o, change.After.Key.Namespace)))
        {
            Delete(change.Resource, change.After.Key, change.After.Uid, null);
        }
    }

    private static List<JsonObject> Owners(JsonObject tree) =>
        tree["metadata"].At("ownerReferences") is JsonArray list ? [.. list.OfType<JsonObject>()] : [];

    private void Track(StoreEvent change)
    {
        var entry = (change.Resource, change.After.Key);
        foreach (var uid in OwnerUids(change.Before))
        {
            if (_dependents.TryGetValue(uid, out var set))
            {
                set.Remove(entry);
            }
        }

        foreach (var uid in change.IsDeletion ? [] : OwnerUids(change.After))
        {
            if (!_dependents.TryGetValue(uid, out var set))
            {
                _dependents[uid] = set = [];
            }

            set.Add(entry);
        }
    }

    private static IEnumerable<string> OwnerUids(StoredObject? stored) =>
        stored is null || stored.Body.Span.IndexOf("\"ownerReferences\""u8) < 0
            ? []
            : Owners(stored.Parse("", "")).Select(static o => o.GetText("uid") ?? "");

    private void OnGone(StoreEvent change)
    {
        _waiting.Remove(change.After.Uid);
        if (_dependents.Remove(change.After.Uid, out var dependents))
        {
            foreach (var (resource, key) in dependents)
            {
                if (store.Find(resource, key) is { } dependent && Owners(dependent.Parse("", "")).TrueForAll(o => IsGone(o, key.Namespace)))
                {
                    Delete(resource, key, dependent.Uid, null);
                }
            }
        }

        // A dependent that has gone may have been the last one its owner waited for.
        foreach (var uid in OwnerUids(change.Before))
        {
            if (_waiting.TryGetValue(uid, out var owner) && store.Find(owner.Resource, owner.Key) is { } waiting && waiting.Uid == uid)
            {
                OnDeleting(owner.Resource, waiting, waiting.Parse("", ""));
            }
        }
    }

    private void OnDeleting(GroupResource resource, StoredObject stored, JsonObject tree)
    {
        var finalizers = Finalization.Of(tree);
        if (finalizers.Contains(ObjectDeleter.OrphanFinalizer, StringComparer.Ordinal))
        {
            Orphan(stored.Uid);
            RemoveFinalizer(resource, stored.Key, ObjectDeleter.OrphanFinalizer);
        }
        else if (finalizers.Contains(ObjectDeleter.ForegroundFinalizer, StringComparer.Ordinal))
        {
            _waiting[stored.Uid] = (resource, stored.Key);
            if (DeleteDependents(stored.Uid) == 0)
            {
                RemoveFinalizer(resource, stored.Key, ObjectDeleter.ForegroundFinalizer);
            }
        }
    }

    /// <summary>Deletes the dependents of an owner that goes after them.</summary>
    /// <returns>Number of dependents that hold the owner back.</returns>
    private int DeleteDependents(string uid)
    {
        var blocking = 0;
        foreach (var (resource, key) in _dependents.TryGetValue(uid, out var set) ? set.ToArray() : [])
        {
            if (store.Find(resource, key) is not { } dependent)
            {
                continue;
            }

            var tree = dependent.Parse("", "");
            if (tree["metadata"].At("deletionTimestamp") is null)
            {
                Delete(resource, key, dependent.Uid, "Foreground");
            }

            var blocks = Owners(tree).Exists(o => o.GetText("uid") == uid && o.GetBoolean("blockOwnerDeletion") == true);
            blocking += blocks && store.Find(resource, key)?.Uid == dependent.Uid ? 1 : 0;
        }

        return blocking;
    }

    private void Orphan(string uid)
    {
        foreach (var (resource, key) in _dependents.TryGetValue(uid, out var set) ? set.ToArray() : [])
        {
            Change(resource, key, tree =>
            {
                var kept = Owners(tree).Where(o => o.GetText("uid") != uid).Select(static o => o.DeepClone()).ToArray();
                ((JsonObject)tree["metadata"]!)["ownerReferences"] = kept.Length == 0 ? null : new JsonArray(kept);
                if (kept.Length == 0)
                {
                    ((JsonObject)tree["metadata"]!).Remove("ownerReferences");
                }
            });
        }
    }

    private void RemoveFinalizer(GroupResource resource, NamespacedName key, string finalizer) =>
        Change(resource, key, tree => ServerWrites.RemoveFinalizer(tree, finalizer));

    private bool IsGone(JsonObject owner, string ns)
    {
        var gvk = GroupVersionKind.Parse(owner.GetText("apiVersion") ?? "", owner.GetText("kind") ?? "");
        if (registry.Find(gvk.GroupKind) is not { } resource)
        {
            // An owner of a kind nobody knows (yet) may well exist.
            return false;
        }

        var key = new NamespacedName(resource.Namespaced ? ns : "", owner.GetText("name") ?? "");
        return store.Find(resource.StorageResource, key)?.Uid != owner.GetText("uid");
    }

    private void Delete(GroupResource resource, NamespacedName key, string uid, string? propagation) =>
        ServerWrites.Delete(registry, deleter, resource, key, new DeleteOptions { Uid = uid, Propagation = propagation });

    private void Change(GroupResource resource, NamespacedName key, Action<JsonObject> change) =>
        ServerWrites.Change(registry, writer, resource, key, "", "kube-controller-manager", change);
}
