using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>One served kind: what it is called in manifests and where it lives in the API.</summary>
/// <remarks>Two values are equal when the five names of the constructor are; what discovery adds does not count.</remarks>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Version">Served version.</param>
/// <param name="Kind">Kind in CamelCase.</param>
/// <param name="Plural">Plural in lower case, the path segment of the API.</param>
/// <param name="Namespaced">True when objects live in a namespace.</param>
public sealed record ApiResource(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    /// <summary>Singular in lower case; empty when the server did not say.</summary>
    public string Singular { get; init; } = "";

    /// <summary>Short names, such as <c>deploy</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of kinds this one belongs to, such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Verbs the server offers, such as <c>list</c>; empty when the server did not say.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Names of subresources, such as <c>status</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Group, version and kind.</summary>
    public GroupVersionKind Gvk => new(Group, Version, Kind);

    /// <summary>Group and kind, without the version.</summary>
    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>Group and version as manifests write them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The plural with its group, as RBAC and error messages name it: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The names a type carries itself, so that no discovery is needed to reach it.</summary>
    public static ApiResource From(ResourceInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new(info.Group, info.Version, info.Kind, info.Plural, info.Namespaced)
        {
            ShortNames = info.ShortNames,
            Categories = info.Categories,
        };
    }

    /// <summary>The names of a typed kind.</summary>
    /// <typeparam name="T">The kind's type.</typeparam>
    public static ApiResource Of<T>()
        where T : Resource, IResource<T> => TypedResource<T>.Value;

    /// <inheritdoc/>
    public bool Equals(ApiResource? other) =>
        other is not null && Group == other.Group && Version == other.Version && Kind == other.Kind
        && Plural == other.Plural && Namespaced == other.Namespaced;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Group, Version, Kind, Plural, Namespaced);

    /// <inheritdoc/>
    public override string ToString() => Gvk.ToString();

    private static class TypedResource<T>
        where T : Resource, IResource<T>
    {
        public static readonly ApiResource Value = From(T.Info);
    }
}
