using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>What a cluster served at one time, with indexes for every way to ask.</summary>
internal sealed class DiscoverySnapshot
{
    private readonly Dictionary<GroupVersionKind, ApiResource> _byKind = [];
    private readonly Dictionary<GroupKind, ApiResource> _preferred = [];
    private readonly Dictionary<(string Group, string Plural), ApiResource> _byPlural = [];
    private readonly HashSet<(string Group, string Version)> _unavailable = [];

    /// <param name="groupVersions">In the server's order of preference.</param>
    public DiscoverySnapshot(IEnumerable<GroupVersionResources> groupVersions)
    {
        var all = new List<ApiResource>();
        foreach (var groupVersion in groupVersions)
        {
            if (groupVersion.Unavailable)
            {
                _unavailable.Add((groupVersion.Group, groupVersion.Version));
            }

            foreach (var resource in groupVersion.Resources)
            {
                all.Add(resource);
                _byKind.TryAdd(resource.Gvk, resource);
                _preferred.TryAdd(resource.GroupKind, resource);
                _byPlural.TryAdd((resource.Group, resource.Plural), resource);
            }
        }

        All = all;
    }

    public IReadOnlyList<ApiResource> All { get; }

    public ApiResource? Find(GroupVersionKind gvk) => _byKind.GetValueOrDefault(gvk);

    public ApiResource? Find(GroupKind kind) => _preferred.GetValueOrDefault(kind);

    public ApiResource? Find((string Group, string Plural) name) => _byPlural.GetValueOrDefault(name);

    /// <summary>The part of a group that could not be read, null when all could; with a version, only that version counts.</summary>
    public string? Unavailable(string group, string? version)
    {
        foreach (var (unavailableGroup, unavailableVersion) in _unavailable)
        {
            if (unavailableGroup == group && (version is null || version == unavailableVersion))
            {
                return group.Length == 0 ? unavailableVersion : $"{group}/{unavailableVersion}";
            }
        }

        return null;
    }

    /// <summary>The resources of one group version, as last seen.</summary>
    public IEnumerable<ApiResource> Of(string group, string version) => All.Where(resource => resource.Group == group && resource.Version == version);
}
