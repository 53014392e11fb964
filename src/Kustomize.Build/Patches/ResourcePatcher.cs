using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Applies one patch to one resource.</summary>
internal sealed class ResourcePatcher(BuildContext context)
{
    /// <summary>Merges a patch; name, kind and namespace stay unless the patch may change them.</summary>
    /// <param name="resource">The resource, marked as deleted when the patch deletes it.</param>
    /// <param name="patch">The patch, not changed.</param>
    /// <param name="retarget">True to give the patch the group and version of the resource first.</param>
    public void Apply(Resource resource, Resource patch, bool retarget)
    {
        context.ThrowIfCancelled();
        var (name, ns, kind) = (resource.Name, resource.Namespace, resource.Kind);
        if (patch.AllowNameChange || patch.AllowKindChange)
        {
            resource.StorePreviousId();
        }

        var root = patch.Root;
        if (retarget && Scalars.Text(root["apiVersion"]) != resource.ApiVersion)
        {
            root = (JsonObject)root.DeepClone();
            root["apiVersion"] = resource.ApiVersion;
        }

        JsonObject? merged;
        try
        {
            merged = new StrategicMerge(context.Schemas, resource.EmptyValues).Apply(resource.Root, root);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw new KustomizeException($"the patch of {resource.Id} is nested too deeply", inner: e);
        }

        resource.Replace(merged);
        if (resource.IsDeleted)
        {
            return;
        }

        if (!patch.AllowKindChange && resource.Kind != kind)
        {
            resource.Kind = kind;
        }

        if (!patch.AllowNameChange && resource.Name != name)
        {
            resource.Name = name;
        }

        if (resource.Namespace != ns)
        {
            resource.Namespace = ns;
        }
    }

    /// <summary>Applies JSON operations.</summary>
    /// <returns>True when the resource has another id now.</returns>
    public static bool Apply(Resource resource, JsonPatcher operations)
    {
        var before = resource.Id;
        resource.Replace(operations.Apply(resource.Root) as JsonObject ?? throw new KustomizeException($"the patch turns {before} into something else than an object"));
        return resource.Id != before;
    }
}
