using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>
/// Brings a built object into the form that is applied: what a typed Kubernetes client would drop is dropped, and what the API server
/// would fill in or convert in a way that server-side apply mistakes for drift is filled in and converted here.
/// </summary>
internal static class ManifestNormalizer
{
    // These two are served beside the API server proper; typed clients do not know their kinds and neither does normalisation.
    private static readonly string[] ForeignGroups = ["apiextensions.k8s.io", "apiregistration.k8s.io"];

    /// <summary>Normalises the object in place.</summary>
    public static void Normalize(Unstructured resource)
    {
        var gvk = resource.Gvk;
        if (gvk is { Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role" or "ClusterRole" })
        {
            // A typed client would write empty lists where aggregated rules leave them out.
            return;
        }

        if (!ForeignGroups.Contains(gvk.Group, StringComparer.Ordinal) && BuiltInSchemas.Find(gvk) is { } type)
        {
            ApplyTypedForm(resource, type);
        }

        resource.Metadata?.Remove("creationTimestamp");
        if (IsCustomResourceDefinition(gvk))
        {
            RemoveInvalidCaBundle(resource.Root);
        }
        else
        {
            resource.Root.Remove("status");
        }
    }

    private static void ApplyTypedForm(Unstructured resource, TypeSchema type)
    {
        var typed = (JsonObject)resource.Root.DeepClone();
        RemoveNulls(typed);
        if (TypedObjects.CheckTypes(typed, type) is not null)
        {
            // Left as it is, for the API server to say what is wrong with it.
            return;
        }

        TypedObjects.Prune(typed, type);
        RemoveNulls(resource.Root);
        TypedObjects.Prune(resource.Root, type);

        // What a typed client always writes decides which fields an applier owns, and ownership must not change with the controller.
        TypedObjects.AddZeroValues(resource.Root, type);
        DefaultPortProtocols(resource);
        MergeStringData(resource);
    }

    private static void DefaultPortProtocols(Unstructured resource)
    {
        var root = resource.Root;
        var ports = resource.Gvk switch
        {
            { Group: "", Kind: "Service" } => root.At("spec", "ports") is JsonArray list ? list.OfType<JsonObject>() : [],
            { Group: "", Kind: "Pod" } => ContainerPorts(root.At("spec")),
            { Group: "batch", Kind: "CronJob" } => ContainerPorts(root.At("spec", "jobTemplate", "spec", "template", "spec")),
            { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" } or { Group: "batch", Kind: "Job" } =>
                ContainerPorts(root.At("spec", "template", "spec")),
            _ => [],
        };
        foreach (var port in ports)
        {
            if (string.IsNullOrEmpty(port.GetText("protocol")))
            {
                port["protocol"] = "TCP";
            }
        }
    }

    private static IEnumerable<JsonObject> ContainerPorts(JsonNode? podSpec) =>
        podSpec.At("containers") is JsonArray containers
            ? containers.OfType<JsonObject>()
                .SelectMany(static container => container["ports"] is JsonArray ports ? ports.OfType<JsonObject>() : [])
            : [];

    private static void MergeStringData(Unstructured secret)
    {
        if (secret.Gvk is not { Group: "", Kind: "Secret" } || secret.Root["stringData"] is not JsonObject texts)
        {
            return;
        }

        secret.Root.Remove("stringData");
        if (texts.Count == 0)
        {
            return;
        }

        var data = secret.Root.EnsureObject("data");
        foreach (var (key, value) in texts)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        }
    }

    private static void RemoveNulls(JsonObject map)
    {
        foreach (var key in map.Where(static pair => pair.Value is null).Select(static pair => pair.Key).ToList())
        {
            map.Remove(key);
        }

        foreach (var (_, value) in map)
        {
            RemoveNullsIn(value);
        }
    }

    private static void RemoveNullsIn(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            RemoveNulls(map);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                RemoveNullsIn(item);
            }
        }
    }

    private static bool IsCustomResourceDefinition(GroupVersionKind gvk) =>
        gvk is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" };

    /// <summary>
    /// API servers since 1.31 refuse a definition whose conversion webhook has a certificate bundle they cannot read, and charts ship
    /// placeholders there that a controller replaces in the cluster.
    /// </summary>
    private static void RemoveInvalidCaBundle(JsonObject root)
    {
        if (root.At("spec", "conversion", "webhook", "clientConfig") is JsonObject clientConfig
            && clientConfig.GetText("caBundle") is { Length: > 0 } bundle
            && !IsCertificateBundle(bundle))
        {
            clientConfig.Remove("caBundle");
        }
    }

    private static bool IsCertificateBundle(string base64)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
            return certificates.Count > 0;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
