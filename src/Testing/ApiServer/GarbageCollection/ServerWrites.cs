using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.GarbageCollection;

/// <summary>Writes of the server's own controllers; an object that is gone by then is no matter.</summary>
internal static class ServerWrites
{
    public static void Change(ResourceRegistry registry, ObjectWriter writer, GroupResource resource, NamespacedName key, string subresource, string manager, Action<JsonObject> change)
    {
        if (Request(registry, resource, key, subresource, manager) is not { } request)
        {
            return;
        }

        try
        {
            writer.Change(request, tree =>
            {
                change(tree);
                return tree;
            });
        }
        catch (ApiStatusException e) when (e.Code == 404)
        {
            // Gone in the meantime, which is all the same.
        }
    }

    public static void Delete(ResourceRegistry registry, ObjectDeleter deleter, GroupResource resource, NamespacedName key, DeleteOptions options)
    {
        if (Request(registry, resource, key, "", "kube-controller-manager") is not { } request)
        {
            return;
        }

        try
        {
            deleter.Delete(request, options);
        }
        catch (ApiStatusException e) when (e.Code is 404 or 409)
        {
            // Gone, or another object of that name by now.
        }
    }

    public static void RemoveFinalizer(JsonObject tree, string finalizer)
    {
        var metadata = (JsonObject)tree["metadata"]!;
        var kept = Finalization.Of(tree).Where(f => f != finalizer).Select(static f => (JsonNode)f).ToArray();
        if (kept.Length == 0)
        {
            metadata.Remove("finalizers");
        }
        else
        {
            metadata["finalizers"] = new JsonArray(kept);
        }
    }

    private static WriteRequest? Request(ResourceRegistry registry, GroupResource resource, NamespacedName key, string subresource, string manager) =>
        registry.Find(resource) is { } served
            ? new WriteRequest
            {
                Target = served.Storage,
                Namespace = key.Namespace,
                Name = key.Name,
                Subresource = subresource,
                FieldManager = manager,
                User = Authenticator.Server,
            }
            : null;
}
