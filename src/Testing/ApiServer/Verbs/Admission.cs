using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Who may not write at this moment: namespaces that are missing or ending, and webhooks a test plays.</summary>
internal sealed class Admission(ObjectStore store, ApiServerFaults faults)
{
    public static GroupResource Namespaces { get; } = new("", "namespaces");

    /// <summary>Throws when a create or an update may not happen.</summary>
    public void Admit(WriteRequest request, JsonObject tree, JsonObject? old)
    {
        if (old is null && request.Target.Resource.Namespaced)
        {
            CheckNamespace(request, tree);
        }

        Reject(request.Origin);
    }

    /// <summary>Throws when a fault turns the request away.</summary>
    public void Reject(ApiRequest? origin)
    {
        if (origin is not null && faults.Take(FaultKind.Reject, origin) is { } rule)
        {
            throw new ApiStatusException(403, "Forbidden", $"admission webhook \"faults.testing\" denied the request: {rule.Message}");
        }

        if (origin is not null && faults.Take(FaultKind.Conflict, origin) is not null)
        {
            throw ApiErrors.Modified(new GroupResource(origin.Group, origin.Resource), origin.Name);
        }
    }

    private void CheckNamespace(WriteRequest request, JsonObject tree)
    {
        var ns = store.Find(Namespaces, new NamespacedName("", request.Namespace));
        if (ns is null)
        {
            throw ApiErrors.NotFound(Namespaces, request.Namespace);
        }

        if (ns.Parse("v1", "Namespace")["metadata"].At("deletionTimestamp") is null)
        {
            return;
        }

        var resource = request.Target.Resource.GroupResource;
        var name = tree["metadata"].At("name").AsText() ?? "";
        var error = ApiErrors.Forbidden(resource, name, $"unable to create new content in namespace {request.Namespace} because it is being terminated");
        error.Details!["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {request.Namespace} is being terminated",
            ["field"] = "metadata.namespace",
        });
        throw error;
    }
}
