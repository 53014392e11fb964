using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The fields each transformer changes. Immutable; merging gives a new one.</summary>
internal sealed record TransformerConfig
{
    public static TransformerConfig Empty { get; } = new();

    public IReadOnlyList<FieldSpec> NamePrefix { get; init; } = [];

    public IReadOnlyList<FieldSpec> NameSuffix { get; init; } = [];

    public IReadOnlyList<FieldSpec> Namespace { get; init; } = [];

    public IReadOnlyList<FieldSpec> CommonLabels { get; init; } = [];

    public IReadOnlyList<FieldSpec> Labels { get; init; } = [];

    public IReadOnlyList<FieldSpec> TemplateLabels { get; init; } = [];

    public IReadOnlyList<FieldSpec> CommonAnnotations { get; init; } = [];

    public IReadOnlyList<FieldSpec> VariableReferences { get; init; } = [];

    public IReadOnlyList<FieldSpec> Images { get; init; } = [];

    public IReadOnlyList<FieldSpec> Replicas { get; init; } = [];

    public IReadOnlyList<NameReference> NameReferences { get; init; } = [];

    /// <summary>True once the defaults are in; they are merged at every level, which must cost nothing.</summary>
    private bool HasDefaults { get; init; }

    /// <summary>Reads a file of <c>configurations</c>.</summary>
    public static TransformerConfig Parse(string text, string path, YamlLimits limits)
    {
        var reader = new FieldReader(YamlFile.ReadMapping(text, path, limits), path, "", strict: true);
        List<FieldSpec> Specs(string name) => reader.Objects(name, FieldSpec.Read);
        var config = new TransformerConfig
        {
            NamePrefix = Specs("namePrefix"),
            NameSuffix = Specs("nameSuffix"),
            Namespace = Specs("namespace"),
            CommonLabels = Specs("commonLabels"),
            Labels = Specs("labels"),
            TemplateLabels = Specs("templateLabels"),
            CommonAnnotations = Specs("commonAnnotations"),
            VariableReferences = Specs("varReference"),
            Images = Specs("images"),
            Replicas = Specs("replicas"),
            NameReferences = reader.Objects("nameReference", NameReference.Read),
        };
        reader.Finish();
        return config.Sorted();
    }

    /// <summary>Marks this as the defaults.</summary>
    public TransformerConfig AsDefaults() => this with { HasDefaults = true };

    /// <summary>Adds the fields of another configuration.</summary>
    /// <exception cref="KustomizeException">The two disagree on whether a field is created.</exception>
    public TransformerConfig Merge(TransformerConfig other)
    {
        var otherIsDefault = ReferenceEquals(other, DefaultFields.Config);
        if (ReferenceEquals(other, Empty) || HasDefaults && otherIsDefault)
        {
            return this;
        }

        // Even into nothing the specs are merged one by one: a spec for one kind hides a later one for all kinds.
        if (ReferenceEquals(this, Empty) && otherIsDefault)
        {
            return other;
        }

        return new TransformerConfig
        {
            NamePrefix = FieldSpecs.Merge(NamePrefix, other.NamePrefix),
            NameSuffix = FieldSpecs.Merge(NameSuffix, other.NameSuffix),
            Namespace = FieldSpecs.Merge(Namespace, other.Namespace),
            CommonLabels = FieldSpecs.Merge(CommonLabels, other.CommonLabels),
            Labels = FieldSpecs.Merge(Labels, other.Labels),
            TemplateLabels = FieldSpecs.Merge(TemplateLabels, other.TemplateLabels),
            CommonAnnotations = FieldSpecs.Merge(CommonAnnotations, other.CommonAnnotations),
            VariableReferences = FieldSpecs.Merge(VariableReferences, other.VariableReferences),
            Images = FieldSpecs.Merge(Images, other.Images),
            Replicas = FieldSpecs.Merge(Replicas, other.Replicas),
            NameReferences = NameReference.Merge(NameReferences, other.NameReferences),
            HasDefaults = HasDefaults || other.HasDefaults,
        }.Sorted();
    }

    /// <summary>Kustomize's order: by kind as resources are ordered, else as they came.</summary>
    public TransformerConfig Sorted() => this with
    {
        NamePrefix = FieldSpecs.Sort(NamePrefix),
        NameSuffix = FieldSpecs.Sort(NameSuffix),
        Namespace = FieldSpecs.Sort(Namespace),
        CommonLabels = FieldSpecs.Sort(CommonLabels),
        Labels = FieldSpecs.Sort(Labels),
        TemplateLabels = FieldSpecs.Sort(TemplateLabels),
        CommonAnnotations = FieldSpecs.Sort(CommonAnnotations),
        VariableReferences = FieldSpecs.Sort(VariableReferences),
        Images = FieldSpecs.Sort(Images),
        Replicas = FieldSpecs.Sort(Replicas),
        NameReferences = NameReferences.OrderBy(r => r.Target, KindOrder.Default).ToList(),
    };
}
