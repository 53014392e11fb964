using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Metadata that belongs to the server: what a client may not set is set here, or put back.</summary>
internal static class ObjectPreparation
{
    /// <summary>Letters of generated names: no vowels, so that no words come out.</summary>
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    private const int GeneratedNameLength = 63;

    private const int RandomSuffixLength = 5;

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Settles namespace and name between path and body.</summary>
    public static void SettleKey(JsonObject tree, WriteRequest request)
    {
        var metadata = tree.EnsureObject("metadata");
        var ns = metadata.GetText("namespace") ?? "";
        if (!request.Target.Resource.Namespaced)
        {
            metadata.Remove("namespace");
        }
        else if (ns.Length == 0)
        {
            metadata["namespace"] = request.Namespace;
        }
        else if (ns != request.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        var name = metadata.GetText("name") ?? "";
        if (request.Name.Length == 0)
        {
            return;
        }

        if (name.Length == 0)
        {
            throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        }

        if (name != request.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }
    }

    public static void PrepareCreate(JsonObject tree, WriteRequest request, DateTimeOffset now)
    {
        var metadata = tree.EnsureObject("metadata");
        if (metadata.GetText("resourceVersion") is { Length: > 0 })
        {
            throw new ApiStatusException(500, "", "resourceVersion should not be set on objects to be created");
        }

        foreach (var name in (string[])["selfLink", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"])
        {
            metadata.Remove(name);
        }

        if (string.IsNullOrEmpty(metadata.GetText("name")) && metadata.GetText("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = GenerateName(prefix);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp(now);
        if (KeepsGeneration(request.Target))
        {
            metadata["generation"] = 1;
        }
    }

    /// <summary>Puts back what an update through this path may not change.</summary>
    public static void PrepareUpdate(JsonObject tree, JsonObject old, WriteRequest request)
    {
        var metadata = tree.EnsureObject("metadata");
        var before = old.EnsureObject("metadata");
        metadata.Remove("selfLink");
        foreach (var name in (string[])["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "generateName"])
        {
            Restore(metadata, before, name);
        }

        if (request.Target.Resource.GroupResource == Admission.Namespaces && request.Subresource != "finalize")
        {
            // Its finalizers are given up through a path of their own.
            Restore(tree, old, "spec");
        }

        if (request.Subresource == "status")
        {
            KeepAllButStatus(tree, old, request.Target);
        }
        else if (request.Target.HasStatus)
        {
            Restore(tree, old, "status");
        }
    }

    /// <summary>Raises the generation when the desired state changes.</summary>
    public static void SettleGeneration(JsonObject tree, JsonObject old, ServedVersion target)
    {
        if (!KeepsGeneration(target))
        {
            return;
        }

        var metadata = tree.EnsureObject("metadata");
        var generation = old["metadata"].At("generation").AsInteger() ?? 1;
        metadata["generation"] = DesiredStateDiffers(tree, old, target) || AnnotationsCount(tree, old, target) ? generation + 1 : generation;
    }

    public static bool KeepsGeneration(ServedVersion target) => target.Resource.IsCustom || target.Rules.HasGeneration;

    /// <summary>What annotates a Deployment is handed down to its ReplicaSets, so it is part of what is wanted.</summary>
    private static bool AnnotationsCount(JsonObject tree, JsonObject old, ServedVersion target) =>
        target.Resource.GroupKind == new GroupKind("apps", "Deployment") && !JsonNode.DeepEquals(tree["metadata"].At("annotations"), old["metadata"].At("annotations"));

    private static bool DesiredStateDiffers(JsonObject tree, JsonObject old, ServedVersion target)
    {
        static IEnumerable<string> Keys(JsonObject map, ServedVersion target) =>
            map.Select(static p => p.Key).Where(k => k is not ("apiVersion" or "kind" or "metadata") && !(k == "status" && target.HasStatus));

        return Keys(tree, target).Union(Keys(old, target), StringComparer.Ordinal).Any(k => !JsonNode.DeepEquals(tree[k], old[k]));
    }

    private static void KeepAllButStatus(JsonObject tree, JsonObject old, ServedVersion target)
    {
        foreach (var name in tree.Select(static p => p.Key).Union(old.Select(static p => p.Key), StringComparer.Ordinal).ToList())
        {
            if (name is "apiVersion" or "kind" or "status" or "metadata")
            {
                continue;
            }

            Restore(tree, old, name);
        }

        // Built-in kinds let labels and annotations through with a status; custom resources keep all metadata.
        var metadata = tree.EnsureObject("metadata");
        var before = (JsonObject)old["metadata"]!;
        foreach (var name in metadata.Select(static p => p.Key).Union(before.Select(static p => p.Key), StringComparer.Ordinal).ToList())
        {
            if (name == "managedFields" || name == "resourceVersion" || (!target.Resource.IsCustom && name is "annotations" or "finalizers"))
            {
                continue;
            }

            Restore(metadata, before, name);
        }
    }

    private static void Restore(JsonObject tree, JsonObject old, string name)
    {
        if (old.TryGetPropertyValue(name, out var value))
        {
            tree[name] = value?.DeepClone();
        }
        else
        {
            tree.Remove(name);
        }
    }

    private static string GenerateName(string prefix)
    {
        var kept = prefix[..Math.Min(prefix.Length, GeneratedNameLength - RandomSuffixLength)];
        return kept + new string(Random.Shared.GetItems<char>(NameLetters, RandomSuffixLength));
    }
}
