using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Merges what a Kustomization object says about the build into a kustomization file.</summary>
internal static class KfileMerger
{
    private static readonly string[] RemotePrefixes = ["git::", "gh:", "ssh://", "https://", "http://", "git@", "github.com:", "github.com/"];

    /// <summary>Merges in place, in the order of the contract.</summary>
    /// <param name="kfile">The file's content.</param>
    /// <param name="spec">The object's spec.</param>
    /// <param name="componentExists">Whether the path of a component exists in the artifact.</param>
    /// <exception cref="BuildException">A component is not local and relative.</exception>
    public static void Merge(JsonObject kfile, KustomizationSpec spec, Func<string, bool> componentExists)
    {
        Replace(kfile, "namespace", spec.TargetNamespace);
        Replace(kfile, "namePrefix", spec.NamePrefix);
        Replace(kfile, "nameSuffix", spec.NameSuffix);
        foreach (var patch in spec.Patches ?? [])
        {
            ListOf(kfile, "patches").Add((JsonNode)PatchOf(patch));
        }

        foreach (var component in spec.Components ?? [])
        {
            if (!IsLocalAndRelative(component))
            {
                throw new BuildException($"component path '{component}' must be local and relative");
            }

            if (spec.IgnoreMissingComponents is not true || componentExists(component))
            {
                ListOf(kfile, "components").Add(component);
            }
        }

        foreach (var image in spec.Images ?? [])
        {
            MergeImage(ListOf(kfile, "images"), image);
        }

        if (spec.BuildMetadata is { Count: > 0 } metadata)
        {
            kfile["buildMetadata"] = new JsonArray([.. metadata.Select(static item => (JsonNode)item)]);
        }
    }

    private static void Replace(JsonObject kfile, string field, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            kfile[field] = value;
        }
    }

    private static JsonObject PatchOf(KustomizePatch patch)
    {
        var result = new JsonObject { ["patch"] = patch.Patch };
        if (patch.Target is { } target)
        {
            var selector = new JsonObject();
            Replace(selector, "group", target.Group);
            Replace(selector, "version", target.Version);
            Replace(selector, "kind", target.Kind);
            Replace(selector, "name", target.Name);
            Replace(selector, "namespace", target.Namespace);
            Replace(selector, "annotationSelector", target.AnnotationSelector);
            Replace(selector, "labelSelector", target.LabelSelector);
            result["target"] = selector;
        }

        return result;
    }

    /// <summary>Tag and digest both name a version, so they are replaced together: an old digest beside a new tag would win.</summary>
    private static void MergeImage(JsonArray images, KustomizeImage image)
    {
        var entry = images.OfType<JsonObject>().FirstOrDefault(known => string.Equals(known.GetText("name"), image.Name, StringComparison.Ordinal));
        if (entry is null)
        {
            entry = new JsonObject { ["name"] = image.Name };
            images.Add((JsonNode)entry);
        }

        Replace(entry, "newName", image.NewName);
        if (!string.IsNullOrEmpty(image.NewTag) || !string.IsNullOrEmpty(image.Digest))
        {
            entry.Remove("newTag");
            entry.Remove("digest");
            Replace(entry, "newTag", image.NewTag);
            Replace(entry, "digest", image.Digest);
        }
    }

    private static JsonArray ListOf(JsonObject kfile, string field)
    {
        if (kfile[field] is JsonArray list)
        {
            return list;
        }

        var created = new JsonArray();
        kfile[field] = created;
        return created;
    }

    private static bool IsLocalAndRelative(string path)
    {
        if (Array.Exists(RemotePrefixes, prefix => path.Length > prefix.Length && path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var local = path.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? path["file://".Length..] : path;
        return !local.StartsWith('/') && !path.StartsWith('/');
    }
}
