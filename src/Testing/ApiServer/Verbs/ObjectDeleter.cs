using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.CustomResources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Deletes objects, or marks them for those who have to clean up first.</summary>
internal sealed class ObjectDeleter(ObjectStore store, Admission admission, TimeProvider clock)
{
    public const string ForegroundFinalizer = "foregroundDeletion";

    public const string OrphanFinalizer = "orphan";

    public const string CustomResourceCleanup = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>Kinds that answer a deletion with the object instead of a Status.</summary>
    private static readonly HashSet<GroupResource> ReturningObject =
    [
        new("", "namespaces"), new("", "pods"), new("", "serviceaccounts"), new("", "services"), new("", "persistentvolumeclaims"),
        new("", "persistentvolumes"), new("", "podtemplates"), new("", "resourcequotas"), new("apiextensions.k8s.io", "customresourcedefinitions"),
    ];

    /// <summary>Raised after an object was removed or marked.</summary>
    public event Action<ServedVersion, StoreChange>? Stored;

    public WriteOutcome Delete(WriteRequest request, DeleteOptions options)
    {
        admission.Reject(request.Origin);
        var resource = request.Target.Resource;
        while (true)
        {
            var current = store.Find(resource.StorageResource, request.Key) ?? throw ApiErrors.NotFound(resource.GroupResource, request.Name);
            CheckPreconditions(resource, current, options);
            if (TryDelete(request, options, current) is { } outcome)
            {
                return outcome;
            }
        }
    }

    private static void CheckPreconditions(ServedResource resource, StoredObject current, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != current.Uid)
        {
            throw ApiErrors.Conflict(new GroupResource(resource.Group, resource.Kind), current.Key.Name, $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated");
        }

        if (options.ResourceVersion is { } version && version != current.Revision.ToString())
        {
            throw ApiErrors.Conflict(new GroupResource(resource.Group, resource.Kind), current.Key.Name, $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({current.Revision}). The object might have been modified");
        }
    }

    private WriteOutcome? TryDelete(WriteRequest request, DeleteOptions options, StoredObject current)
    {
        var target = request.Target;
        var tree = target.Read(current);
        if (target.Resource.GroupResource == Admission.Namespaces && request.Name is "default" or "kube-system" or "kube-public")
        {
            throw ApiErrors.Forbidden(target.Resource.GroupResource, request.Name, "this namespace may not be deleted");
        }

        var wasDeleting = tree["metadata"].At("deletionTimestamp") is not null;
        var grace = GracePeriod(target.Resource, tree, options);
        SetFinalizers(target.Resource, tree, options);
        if (!Finalization.HasFinalizers(tree) && grace == 0)
        {
            return Remove(request, options, current, tree);
        }

        if (wasDeleting && grace > 0)
        {
            return new WriteOutcome(200, current, null);
        }

        Mark(target.Resource, tree, grace);
        if (ObjectComparison.SameButForTimes(target.Read(current), tree))
        {
            return new WriteOutcome(200, current, null);
        }

        if (options.DryRun || request.DryRun)
        {
            return new WriteOutcome(200, null, tree);
        }

        if (store.TryCommit(target.Resource.StorageResource, current.Key, current, target.ToStorage(tree)) is not { } stored)
        {
            return null;
        }

        Stored?.Invoke(target, new StoreChange(current.Key, stored));
        return new WriteOutcome(200, stored, null);
    }

    private WriteOutcome? Remove(WriteRequest request, DeleteOptions options, StoredObject current, JsonObject tree)
    {
        var resource = request.Target.Resource;
        if (!options.DryRun && !request.DryRun)
        {
            if (store.TryCommit(resource.StorageResource, current.Key, current, null) is null)
            {
                return null;
            }

            Stored?.Invoke(request.Target, new StoreChange(current.Key, null));
        }

        if (ReturningObject.Contains(resource.GroupResource))
        {
            if (resource.Plural == "pods" && resource.Group.Length == 0)
            {
                // Pods go gracefully, even in no time.
                Mark(resource, tree, 0);
            }

            return new WriteOutcome(200, null, tree);
        }

        var details = ApiErrors.About(request.Name, resource.Group, resource.Plural);
        details["uid"] = current.Uid;
        return new WriteOutcome(200, null, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }

    private void Mark(ServedResource resource, JsonObject tree, long grace)
    {
        var metadata = tree.EnsureObject("metadata");
        if (resource.GroupResource == DefinitionController.Definitions)
        {
            MarkDefinition(tree);
            return;
        }

        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = ObjectPreparation.Timestamp(clock.GetUtcNow().AddSeconds(grace));
            if (metadata.GetInteger("generation") is { } generation)
            {
                metadata["generation"] = generation + 1;
            }
        }

        metadata["deletionGracePeriodSeconds"] = grace;
        if (resource.GroupResource == Admission.Namespaces)
        {
            tree.EnsureObject("status")["phase"] = "Terminating";
        }
    }

    /// <summary>A CRD says that its instances go first, and is no other generation for it.</summary>
    private void MarkDefinition(JsonObject tree)
    {
        var now = ObjectPreparation.Timestamp(clock.GetUtcNow());
        tree.EnsureObject("metadata").Default("deletionTimestamp", now);
        DefinitionController.SetCondition(
            tree.EnsureObject("status"), "Terminating", true, "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", now);
    }

    /// <summary>Only a pod on a node takes its time; everything else goes at once.</summary>
    private static long GracePeriod(ServedResource resource, JsonObject tree, DeleteOptions options)
    {
        if (resource.GroupResource != new GroupResource("", "pods") || tree.At("spec", "nodeName") is null
            || tree.At("status", "phase").AsText() is "Succeeded" or "Failed")
        {
            return 0;
        }

        return options.GracePeriodSeconds ?? tree.At("spec", "terminationGracePeriodSeconds").AsInteger() ?? 30;
    }

    private static void SetFinalizers(ServedResource resource, JsonObject tree, DeleteOptions options)
    {
        var metadata = tree.EnsureObject("metadata");
        var finalizers = Finalization.Of(tree).ToList();
        if (options.Propagation is { } policy)
        {
            finalizers.RemoveAll(static f => f is ForegroundFinalizer or OrphanFinalizer);
            finalizers.AddRange(policy switch { "Foreground" => [ForegroundFinalizer], "Orphan" => [OrphanFinalizer], _ => Array.Empty<string>() });
        }

        // The instances of a CRD go before the CRD does.
        if (resource.Plural == "customresourcedefinitions" && metadata["deletionTimestamp"] is null && !finalizers.Contains(CustomResourceCleanup, StringComparer.Ordinal))
        {
            finalizers.Add(CustomResourceCleanup);
        }

        if (finalizers.Count == 0)
        {
            metadata.Remove("finalizers");
        }
        else
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(static f => (JsonNode)f)]);
        }
    }
}
