using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A name a resource once had.</summary>
/// <param name="Name">Name.</param>
/// <param name="Namespace">Effective namespace.</param>
/// <param name="Kind">Kind.</param>
internal readonly record struct ResourceName(string Name, string Namespace, string Kind)
{
    /// <summary>The id; group and version are those the resource has now.</summary>
    public ResourceId IdIn(GroupVersionKind now) => new(now with { Kind = Kind }, Name, Namespace);
}
