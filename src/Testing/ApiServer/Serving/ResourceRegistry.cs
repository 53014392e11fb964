using System.Collections.Immutable;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Serving;

/// <summary>Every resource the server serves at the moment.</summary>
/// <remarks>Readers see one consistent state without locking; a change replaces it.</remarks>
internal sealed class ResourceRegistry
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<GroupResource, ServedResource> _byResource = ImmutableDictionary<GroupResource, ServedResource>.Empty;
    private long _version;

    /// <summary>Rises with every change, so that documents made from the registry can be kept.</summary>
    public long Version => Interlocked.Read(ref _version);

    public IEnumerable<ServedResource> All => _byResource.Values;

    public ServedResource? Find(GroupResource resource) => _byResource.GetValueOrDefault(resource);

    public ServedVersion? Find(string group, string version, string plural) => Find(new GroupResource(group, plural))?.Version(version);

    public ServedVersion? Find(GroupVersionKind gvk) =>
        All.FirstOrDefault(r => r.Group == gvk.Group && r.Kind == gvk.Kind)?.Version(gvk.Version);

    public ServedResource? Find(GroupKind kind) => All.FirstOrDefault(r => r.Group == kind.Group && r.Kind == kind.Kind);

    /// <summary>True when a group has built-in kinds; those of CRDs come and go, so that no path of theirs is known but by its resource.</summary>
    public bool Serves(string group) => All.Any(r => r.Group == group && !r.IsCustom);

    public void Set(ServedResource resource)
    {
        lock (_gate)
        {
            _byResource = _byResource.SetItem(resource.GroupResource, resource);
            Interlocked.Increment(ref _version);
        }
    }

    public void Remove(GroupResource resource)
    {
        lock (_gate)
        {
            _byResource = _byResource.Remove(resource);
            Interlocked.Increment(ref _version);
        }
    }
}
