namespace GitOpsToolkit.Resources.Schemas;

/// <summary>A kind that every Kubernetes API server serves.</summary>
/// <param name="Gvk">Group, version and kind.</param>
/// <param name="Plural">Resource name in URLs.</param>
/// <param name="Namespaced">True when its objects live in a namespace.</param>
public sealed record BuiltInKind(GroupVersionKind Gvk, string Plural, bool Namespaced)
{
    /// <summary>Name for one object, as kubectl takes it.</summary>
    public string Singular { get; init; } = Gvk.Kind.ToLowerInvariant();

    /// <summary>Abbreviations kubectl takes.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of kinds it belongs to (<c>all</c>).</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Subresources (<c>status</c>, <c>scale</c> …).</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary>Verbs of the resource itself.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];
}
