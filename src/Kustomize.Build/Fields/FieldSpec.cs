using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A field of the kinds a selector names.</summary>
/// <param name="Gvk">The kinds; empty parts match everything.</param>
/// <param name="Path">Path with <c>/</c> between fields, lists passed over silently.</param>
/// <param name="Create">True when the field is created where it is missing.</param>
internal sealed record FieldSpec(GroupVersionKind Gvk, string Path, bool Create = false)
{
    private IReadOnlyList<string>? _segments;

    /// <summary>The fields of the path.</summary>
    public IReadOnlyList<string> Segments => _segments ??= FieldPath.Split(Path, '/');

    public static FieldSpec Read(FieldReader reader) => new(
        new GroupVersionKind(reader.Text("group"), reader.Text("version"), reader.Text("kind")),
        reader.Text("path"),
        reader.Flag("create"));

    /// <summary>True when this one covers the other.</summary>
    public bool Covers(FieldSpec other) => Path == other.Path && Gvk.IsSelectedBy(other.Gvk);

    public bool Equals(FieldSpec? other) => other is not null && Gvk == other.Gvk && Path == other.Path && Create == other.Create;

    public override int GetHashCode() => HashCode.Combine(Gvk, Path, Create);
}
