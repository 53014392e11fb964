using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.GarbageCollection;

/// <summary>Lets volumes and claims go that are being deleted: no pod runs that could use them.</summary>
internal sealed class StorageProtection(ResourceRegistry registry, ObjectWriter writer) : IServerController
{
    public void OnChange(StoreEvent change)
    {
        var finalizer = change.Resource switch
        {
            { Group: "", Resource: "persistentvolumeclaims" } => "kubernetes.io/pvc-protection",
            { Group: "", Resource: "persistentvolumes" } => "kubernetes.io/pv-protection",
            _ => null,
        };
        if (finalizer is null || change.IsDeletion)
        {
            return;
        }

        var tree = change.After.Parse("", "");
        if (tree["metadata"].At("deletionTimestamp") is not null && Finalization.Of(tree).Contains(finalizer, StringComparer.Ordinal))
        {
            ServerWrites.Change(registry, writer, change.Resource, change.After.Key, "", "kube-controller-manager", t => ServerWrites.RemoveFinalizer(t, finalizer));
        }
    }
}
