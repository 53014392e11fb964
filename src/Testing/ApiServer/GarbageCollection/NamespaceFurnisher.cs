using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.GarbageCollection;

/// <summary>Puts into every new namespace what a cluster's controllers put there.</summary>
internal sealed class NamespaceFurnisher(ResourceRegistry registry, ObjectWriter writer) : IServerController
{
    public void OnChange(StoreEvent change)
    {
        if (change.Resource != Admission.Namespaces || change.Before is not null || change.IsDeletion)
        {
            return;
        }

        var ns = change.After.Key.Name;
        Create("serviceaccounts", ns, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["name"] = "default" } });
        Create("configmaps", ns, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "kube-root-ca.crt" },
            ["data"] = new JsonObject { ["ca.crt"] = "" },
        });
    }

    private void Create(string plural, string ns, JsonObject tree)
    {
        try
        {
            writer.Create(
                new WriteRequest { Target = registry.Find("", "v1", plural)!, Namespace = ns, FieldManager = "kube-controller-manager", User = Authenticator.Server },
                tree);
        }
        catch (ApiStatusException e) when (e.Code is 403 or 404 or 409)
        {
            // The namespace is on its way out, or somebody was quicker.
        }
    }
}
