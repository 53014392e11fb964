using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>An entry of <c>images</c>.</summary>
internal sealed record ImageRule(string Name, string NewName, string NewTag, string TagSuffix, string Digest)
{
    public static ImageRule Read(FieldReader reader) => new(
        reader.Text("name"), reader.Text("newName"), reader.Text("newTag"), reader.Text("tagSuffix"), reader.Text("digest"));
}

/// <summary>An entry of <c>replicas</c>.</summary>
internal sealed record ReplicaRule(string Name, long Count)
{
    public static ReplicaRule Read(FieldReader reader) => new(reader.Text("name"), reader.Number("count"));
}

/// <summary>An entry of <c>labels</c>.</summary>
internal sealed record LabelRule(
    SortedDictionary<string, string>? Pairs,
    bool IncludeSelectors,
    bool IncludeTemplates,
    IReadOnlyList<FieldSpec> Fields)
{
    public static LabelRule Read(FieldReader reader) => new(
        reader.TextMap("pairs"),
        reader.Flag("includeSelectors"),
        reader.Flag("includeTemplates"),
        reader.Objects("fields", FieldSpec.Read));
}

/// <summary>An entry of <c>patches</c> or <c>patchesJson6902</c>.</summary>
internal sealed record PatchRule(string Path, string Patch, Selector? Target, bool AllowNameChange, bool AllowKindChange, string Field)
{
    public static PatchRule Read(FieldReader reader)
    {
        var options = reader.Object("options", static o => Tuple.Create(o.Flag("allowNameChange"), o.Flag("allowKindChange")));
        return new(
            reader.Text("path"),
            reader.Text("patch"),
            reader.Object("target", Selector.Read),
            options?.Item1 ?? false,
            options?.Item2 ?? false,
            reader.Path);
    }
}

/// <summary>Labels, annotations and flags of generated resources.</summary>
internal sealed record GeneratorOptions(
    SortedDictionary<string, string>? Labels,
    SortedDictionary<string, string>? Annotations,
    bool DisableNameSuffixHash,
    bool Immutable)
{
    public static GeneratorOptions Read(FieldReader reader) => new(
        reader.TextMap("labels"), reader.TextMap("annotations"), reader.Flag("disableNameSuffixHash"), reader.Flag("immutable"));

    /// <summary>The options of one generator, completed by those of the file.</summary>
    public static GeneratorOptions? Merge(GeneratorOptions? local, GeneratorOptions? global) =>
        global is null ? local : new(
            Complete(local?.Labels, global.Labels),
            Complete(local?.Annotations, global.Annotations),
            (local?.DisableNameSuffixHash ?? false) || global.DisableNameSuffixHash,
            (local?.Immutable ?? false) || global.Immutable);

    private static SortedDictionary<string, string>? Complete(SortedDictionary<string, string>? local, SortedDictionary<string, string>? global)
    {
        if (local is null || global is null)
        {
            return local ?? global;
        }

        var both = new SortedDictionary<string, string>(global, StringComparer.Ordinal);
        foreach (var (key, value) in local)
        {
            both[key] = value;
        }

        return both;
    }
}

/// <summary>An entry of <c>configMapGenerator</c> or <c>secretGenerator</c>.</summary>
internal sealed record GeneratorRule(
    string Name,
    string Namespace,
    string Behavior,
    IReadOnlyList<string> Literals,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Envs,
    GeneratorOptions? Options,
    string Type,
    string Field)
{
    public static GeneratorRule Read(FieldReader reader) => ReadAny(reader, "");

    public static GeneratorRule ReadSecret(FieldReader reader) => ReadAny(reader, reader.Text("type"));

    private static GeneratorRule ReadAny(FieldReader reader, string type)
    {
        var envs = reader.Texts("envs");
        if (reader.Text("env") is { Length: > 0 } env)
        {
            envs.Add(env);
        }

        return new(
            reader.Text("name"),
            reader.Text("namespace"),
            reader.Text("behavior"),
            reader.Texts("literals"),
            reader.Texts("files"),
            envs,
            reader.Object("options", GeneratorOptions.Read),
            type,
            reader.Path);
    }
}

/// <summary>An entry of <c>vars</c>.</summary>
internal sealed record Variable(string Name, ResourceId Target, string FieldPath)
{
    public static Variable Read(FieldReader reader)
    {
        var target = reader.Object("objref", static o =>
        {
            var gvk = new GroupVersionKind(o.Text("group"), o.Text("version"), o.Text("kind"));
            if (o.Text("apiVersion") is { Length: > 0 } apiVersion)
            {
                var parsed = GroupVersionKind.Parse(apiVersion, gvk.Kind);
                gvk = parsed.Group.Length > 0 ? parsed : gvk with { Version = parsed.Version };
            }

            return Tuple.Create(new ResourceId(gvk, o.Text("name"), o.Text("namespace")));
        });
        var path = reader.Object("fieldref", static f => f.Text("fieldPath"));
        return new(reader.Text("name"), target?.Item1 ?? default, string.IsNullOrEmpty(path) ? ReplacementRule.DefaultFieldPath : path);
    }
}

/// <summary><c>sortOptions</c>.</summary>
internal sealed record SortOptions(string Order, IReadOnlyList<string>? First, IReadOnlyList<string>? Last)
{
    public static SortOptions Read(FieldReader reader)
    {
        var legacy = reader.Object("legacySortOptions", static o => Tuple.Create(o.Texts("orderFirst"), o.Texts("orderLast")));
        return new(reader.Text("order"), legacy?.Item1, legacy?.Item2);
    }
}
