using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.GarbageCollection;

/// <summary>Empties namespaces that are being deleted, then lets them go.</summary>
internal sealed class NamespaceTerminator(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, ObjectDeleter deleter) : IServerController
{
    private readonly HashSet<string> _ending = new(StringComparer.Ordinal);

    public void OnChange(StoreEvent change)
    {
        if (change.Resource == Admission.Namespaces)
        {
            OnNamespace(change);
        }
        else if (change.IsDeletion && _ending.Contains(change.After.Key.Namespace))
        {
            Empty(change.After.Key.Namespace);
        }
    }

    private void OnNamespace(StoreEvent change)
    {
        var name = change.After.Key.Name;
        if (change.IsDeletion)
        {
            _ending.Remove(name);
        }
        else if (change.After.Parse("v1", "Namespace")["metadata"].At("deletionTimestamp") is not null)
        {
            _ending.Add(name);
            Empty(name);
        }
    }

    private void Empty(string ns)
    {
        var remaining = 0;
        foreach (var (resource, objects) in store.Everything())
        {
            foreach (var stored in objects.In(ns))
            {
                if (stored.Key.Namespace != ns)
                {
                    continue;
                }

                if (stored.Parse("", "")["metadata"].At("deletionTimestamp") is null)
                {
                    ServerWrites.Delete(registry, deleter, resource, stored.Key, new DeleteOptions { Uid = stored.Uid, GracePeriodSeconds = 0 });
                }

                remaining += store.Find(resource, stored.Key) is null ? 0 : 1;
            }
        }

        if (remaining == 0)
        {
            ServerWrites.Change(registry, writer, Admission.Namespaces, new NamespacedName("", ns), "finalize", "kube-controller-manager", static tree =>
            {
                if (tree["spec"] is JsonObject spec)
                {
                    spec.Remove("finalizers");
                }
            });
        }
    }
}
