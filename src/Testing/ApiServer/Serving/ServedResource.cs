using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Serving;

/// <summary>A resource the server serves, with all its versions.</summary>
internal sealed class ServedResource
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public required string Group { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public required string ListKind { get; init; }

    public required bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    /// <summary>Served versions, the preferred one first.</summary>
    public IReadOnlyList<ServedVersion> Versions { get; private set; } = [];

    /// <summary>Version in which objects are stored; it may not be served any more.</summary>
    public ServedVersion Storage { get; private set; } = null!;

    /// <summary>apiVersion of the stored form; of another group where two groups share their objects.</summary>
    public string StorageApiVersion { get; init; } = "";

    /// <summary>True for a resource defined by a CRD.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Where the objects are; two groups may share one place (events).</summary>
    public GroupResource StorageResource { get; init; }

    /// <summary>Name in messages and in the request path.</summary>
    public GroupResource GroupResource => new(Group, Plural);

    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>Set once when the resource is put together.</summary>
    public ServedResource WithVersions(IEnumerable<ServedVersion> versions)
    {
        var all = versions.ToList();
        Storage = all.FirstOrDefault(static v => v.IsStorage) ?? all[0];
        Versions = [.. all.Where(static v => v.IsServed)];
        return this;
    }

    public ServedVersion? Version(string version) => Versions.FirstOrDefault(v => v.Version == version);
}

/// <summary>Turns an object of one version of a kind into another one.</summary>
internal delegate JsonObject VersionConversion(JsonObject tree, string apiVersion);
