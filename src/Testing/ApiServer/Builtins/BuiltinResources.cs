using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>The kinds every cluster has, put together from their types and their rules.</summary>
internal static class BuiltinResources
{
    /// <summary>Versions of a kind that objects are stored in, where it is not the only one.</summary>
    private static readonly HashSet<string> NotStored = ["autoscaling/v1", "events.k8s.io/v1"];

    private static readonly Dictionary<GroupVersionKind, string> Deprecations = new()
    {
        [new("", "v1", "Endpoints")] = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        [new("", "v1", "ComponentStatus")] = "v1 ComponentStatus is deprecated in v1.19+",
    };

    private static readonly Lazy<IReadOnlyList<ServedResource>> All = new(Create);

    /// <summary>All of them; made once per process, as nothing in them changes.</summary>
    public static IReadOnlyList<ServedResource> Get() => All.Value;

    private static List<ServedResource> Create()
    {
        var events = new GroupResource("", "events");
        var resources = new List<ServedResource>();
        foreach (var kinds in BuiltInSchemas.Kinds.GroupBy(static k => new GroupResource(k.Gvk.Group, k.Plural)))
        {
            var first = kinds.First();
            var resource = new ServedResource
            {
                Group = kinds.Key.Group,
                Plural = first.Plural,
                Singular = first.Singular,
                Kind = first.Gvk.Kind,
                ListKind = first.Gvk.Kind + "List",
                Namespaced = first.Namespaced,
                ShortNames = first.ShortNames,
                Categories = first.Categories,
                Verbs = first.Verbs,
                StorageResource = kinds.Key.Resource == "events" ? events : kinds.Key,
                StorageApiVersion = kinds.Key.Group == "events.k8s.io" ? "v1" : kinds.First(static k => !NotStored.Contains(k.Gvk.ApiVersion)).Gvk.ApiVersion,
            };
            resources.Add(resource.WithVersions(kinds.Select(kind => Version(resource, kind))));
        }

        return resources;
    }

    private static ServedVersion Version(ServedResource resource, BuiltInKind kind)
    {
        var schema = BuiltInSchemas.Find(kind.Gvk) ?? TypeSchema.Any;
        return new ServedVersion
        {
            Resource = resource,
            Version = kind.Gvk.Version,
            Schema = schema,
            IsStorage = !NotStored.Contains(kind.Gvk.ApiVersion),
            HasStatus = kind.Subresources.Contains("status", StringComparer.Ordinal),
            Scale = kind.Subresources.Contains("scale", StringComparer.Ordinal) ? ScalePaths.Workload : null,
            OtherSubresources = [.. kind.Subresources.Where(static s => s is not ("status" or "scale"))],
            DeprecationWarning = Deprecations.GetValueOrDefault(kind.Gvk),
            Columns = BuiltinColumns.Find(resource.GroupResource),
            Rules = BuiltinRules.Find(resource.GroupKind, schema),
            Convert = BuiltinConversions.Find(kind.Gvk),
        };
    }
}
