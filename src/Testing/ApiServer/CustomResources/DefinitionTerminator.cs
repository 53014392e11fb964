using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.GarbageCollection;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>Deletes the instances of CRDs that are being deleted, then lets the CRDs go.</summary>
internal sealed class DefinitionTerminator(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, ObjectDeleter deleter) : IServerController
{
    /// <summary>Ending definitions by the resource they define.</summary>
    private readonly Dictionary<GroupResource, NamespacedName> _ending = [];

    public void OnChange(StoreEvent change)
    {
        if (change.Resource == DefinitionController.Definitions)
        {
            OnDefinition(change);
        }
        else if (change.IsDeletion && _ending.TryGetValue(change.Resource, out var definition))
        {
            Empty(change.Resource, definition);
        }
    }

    private void OnDefinition(StoreEvent change)
    {
        var tree = change.After.Parse("", "");
        var resource = DefinitionReader.ResourceOf(tree);
        if (change.IsDeletion)
        {
            _ending.Remove(resource);
        }
        else if (tree["metadata"].At("deletionTimestamp") is not null && Finalization.Of(tree).Contains(ObjectDeleter.CustomResourceCleanup, StringComparer.Ordinal))
        {
            _ending[resource] = change.After.Key;
            Empty(resource, change.After.Key);
        }
    }

    private void Empty(GroupResource resource, NamespacedName definition)
    {
        var remaining = 0;
        foreach (var stored in store.Snapshot(resource).Objects.In(null))
        {
            if (stored.Parse("", "")["metadata"].At("deletionTimestamp") is null)
            {
                ServerWrites.Delete(registry, deleter, resource, stored.Key, new DeleteOptions { Uid = stored.Uid });
            }

            remaining += store.Find(resource, stored.Key) is null ? 0 : 1;
        }

        if (remaining == 0)
        {
            ServerWrites.Change(registry, writer, DefinitionController.Definitions, definition, "", "kube-apiserver", static tree => ServerWrites.RemoveFinalizer(tree, ObjectDeleter.CustomResourceCleanup));
        }
    }
}
