using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Builtins;
using GitOpsToolkit.Testing.ApiServer.CustomResources;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;
using GitOpsToolkit.Testing.FieldManagement;

namespace GitOpsToolkit.Testing.ApiServer.Serving;

/// <summary>One version of a resource: its type, its rules and its way to and from the stored form.</summary>
internal sealed class ServedVersion
{
    private readonly Dictionary<string, FieldManager> _fieldManagers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public required ServedResource Resource { get; init; }

    public required string Version { get; init; }

    /// <summary>Type of the object.</summary>
    public required TypeSchema Schema { get; init; }

    /// <summary>Schema of a custom resource, null for a built-in kind.</summary>
    public StructuralSchema? Structural { get; init; }

    /// <summary>Rules of a custom resource, null for a built-in kind.</summary>
    public CompiledRules? CelRules { get; init; }

    /// <summary>The schema as the CRD wrote it, for OpenAPI.</summary>
    public JsonObject? OpenApiSchema { get; init; }

    public bool IsServed { get; init; } = true;

    public bool IsStorage { get; init; } = true;

    /// <summary>Status is written only through its own path.</summary>
    public bool HasStatus { get; init; }

    public ScalePaths? Scale { get; init; }

    /// <summary>Subresources other than status and scale (<c>token</c>, <c>eviction</c> …).</summary>
    public IReadOnlyList<string> OtherSubresources { get; init; } = [];

    /// <summary>Fields by which a CRD lets its objects be selected, as dotted paths.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>What kubectl shows of an object.</summary>
    public KindColumns Columns { get; init; } = KindColumns.Standard;

    /// <summary>Warning sent with every answer, null when the version is not deprecated.</summary>
    public string? DeprecationWarning { get; init; }

    public KindRules Rules { get; init; } = KindRules.None;

    /// <summary>Conversion between versions of a built-in kind; custom resources only change their apiVersion.</summary>
    public VersionConversion? Convert { get; init; }

    public string ApiVersion => Gvk.ApiVersion;

    public GroupVersionKind Gvk => new(Resource.Group, Version, Resource.Kind);

    /// <summary>The stored object in this version.</summary>
    public JsonObject Read(StoredObject stored)
    {
        if (Convert is null || IsStorage)
        {
            return stored.Parse(ApiVersion, Resource.Kind);
        }

        return Convert(stored.Parse(Resource.StorageApiVersion, Resource.Kind), ApiVersion);
    }

    /// <summary>An object of which nothing has been said: of a built-in kind, with what its type writes in any case.</summary>
    public JsonObject Blank()
    {
        var blank = new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = Resource.Kind };
        if (Structural is null)
        {
            TypeNormalization.Normalize(blank, Schema);
        }

        return blank;
    }

    /// <summary>A tree of this version in the storage version.</summary>
    public JsonObject ToStorage(JsonObject tree) =>
        Convert is null || IsStorage ? tree : Convert(tree, Resource.StorageApiVersion);

    /// <summary>True when the stored bytes are those of this version, but for apiVersion.</summary>
    public bool ReadsStoredBytes => Convert is null || IsStorage;

    /// <summary>Keeper of managedFields for writes through this version.</summary>
    public FieldManager FieldManager(string subresource)
    {
        lock (_gate)
        {
            if (!_fieldManagers.TryGetValue(subresource, out var manager))
            {
                _fieldManagers[subresource] = manager = new FieldManager(Gvk, TypeOf, Convert is null ? null : (tree, apiVersion) => Convert(tree, apiVersion))
                {
                    Subresource = subresource,
                    ResetFields = ResetFields(subresource),
                };
            }

            return manager;
        }
    }

    private TypeSchema? TypeOf(string apiVersion) =>
        apiVersion == ApiVersion ? Schema : Resource.Versions.FirstOrDefault(v => v.ApiVersion == apiVersion)?.Schema;

    private IReadOnlyList<IReadOnlyList<string>> ResetFields(string subresource) => (subresource, HasStatus) switch
    {
        ("", true) => [["status"]],
        ("status", _) when Resource.IsCustom => [["spec"], ["metadata", "labels"], ["metadata", "annotations"], ["metadata", "finalizers"], ["metadata", "ownerReferences"]],
        ("status", _) => [["spec"]],
        _ => [],
    };
}
