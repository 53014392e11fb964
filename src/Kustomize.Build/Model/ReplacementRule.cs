using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>An entry of <c>replacements</c>.</summary>
internal sealed record ReplacementRule(ReplacementSource? Source, string? SourceValue, IReadOnlyList<ReplacementTarget>? Targets, string Path, string Field)
{
    public const string DefaultFieldPath = "metadata.name";

    public static ReplacementRule Read(FieldReader reader) => new(
        reader.Object("source", ReplacementSource.Read),
        reader.Has("sourceValue") ? reader.Text("sourceValue") : null,
        reader.Has("targets") ? reader.Objects("targets", ReplacementTarget.Read) : null,
        reader.Text("path"),
        reader.Path);
}

/// <summary>Where a replacement takes its value.</summary>
internal sealed record ReplacementSource(ResourceId Selector, string FieldPath, FieldOptions? Options)
{
    public static ReplacementSource Read(FieldReader reader) => new(
        new ResourceId(
            new GroupVersionKind(reader.Text("group"), reader.Text("version"), reader.Text("kind")),
            reader.Text("name"),
            reader.Text("namespace")),
        reader.Text("fieldPath") is { Length: > 0 } path ? path : ReplacementRule.DefaultFieldPath,
        reader.Object("options", FieldOptions.Read));

    public bool Matches(in ResourceId id) =>
        (Selector.Name.Length == 0 || Selector.Name == id.Name)
        && (Selector.Namespace.Length == 0 || Selector.EffectiveNamespace == id.EffectiveNamespace)
        && id.Gvk.IsSelectedBy(Selector.Gvk);

    public override string ToString() => $"{Selector}:{FieldPath}";
}

/// <summary>Where a replacement puts its value.</summary>
internal sealed record ReplacementTarget(Selector? Select, IReadOnlyList<Selector> Reject, IReadOnlyList<string> FieldPaths, FieldOptions? Options)
{
    public static ReplacementTarget Read(FieldReader reader)
    {
        var paths = reader.Texts("fieldPaths");
        return new(
            reader.Object("select", Selector.Read),
            reader.Objects("reject", Selector.Read),
            paths.Count == 0 ? [ReplacementRule.DefaultFieldPath] : paths,
            reader.Object("options", FieldOptions.Read));
    }
}

/// <summary>Which part of a text is taken or replaced.</summary>
internal sealed record FieldOptions(string Delimiter, int Index, bool Create)
{
    public static FieldOptions Read(FieldReader reader)
    {
        reader.Text("encoding");
        return new(reader.Text("delimiter"), (int)Math.Clamp(reader.Number("index"), int.MinValue, int.MaxValue), reader.Flag("create"));
    }
}
