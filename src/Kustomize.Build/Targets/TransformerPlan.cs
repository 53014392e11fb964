namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The built-in transformers a kustomization file asks for, in the order kustomize runs them.</summary>
internal sealed class TransformerPlan(KustomizationFile file, DirectoryLoader loader, BuildContext context)
{
    private const string PatchKind = "PatchTransformer";

    /// <summary>Makes the transformers; files they need are read here, before the first one runs.</summary>
    public IEnumerable<(ITransformer Transformer, Origin? Origin)> Create(TransformerConfig config, Origin? origin)
    {
        var path = TreePath.Join(loader.Root, file.FileName);
        var plan = new List<(ITransformer, Origin?)>();
        void Add(string kind, Func<ITransformer> make)
        {
            try
            {
                plan.Add((make(), origin?.OfBuiltIn(file.FileName, kind)));
            }
            catch (KustomizeException e) when (e.File is null)
            {
                throw new KustomizeException(e.Reason, path, e.Field, e);
            }
        }

        if (file.PatchesStrategicMerge.Count > 0)
        {
            Add("PatchStrategicMergeTransformer", () => new StrategicMergeTransformer(file.PatchesStrategicMerge, "", loader, context));
        }

        foreach (var rule in file.Patches)
        {
            Add(PatchKind, () => new PatchTransformer(rule, loader, context));
        }

        if (file.Namespace.Length > 0)
        {
            Add("NamespaceTransformer", () => new NamespaceTransformer(file.Namespace, config.Namespace));
        }

        if (file.NamePrefix.Length > 0)
        {
            Add("PrefixTransformer", () => new NameAffixTransformer(file.NamePrefix, isPrefix: true, config.NamePrefix));
        }

        if (file.NameSuffix.Length > 0)
        {
            Add("SuffixTransformer", () => new NameAffixTransformer(file.NameSuffix, isPrefix: false, config.NameSuffix));
        }

        if (file.Labels.Count > 0 || file.CommonLabels is { Count: > 0 })
        {
            foreach (var rule in file.Labels)
            {
                Add("LabelTransformer", () => new TextMapTransformer(rule.Pairs, LabelFields(rule, config)));
            }

            Add("LabelTransformer", () => new TextMapTransformer(file.CommonLabels, config.CommonLabels));
        }

        if (file.CommonAnnotations is { Count: > 0 })
        {
            Add("AnnotationsTransformer", () => new TextMapTransformer(file.CommonAnnotations, config.CommonAnnotations));
        }

        foreach (var rule in file.PatchesJson6902)
        {
            Add("PatchJson6902Transformer", () => new Json6902Transformer(rule, loader, context));
        }

        foreach (var rule in file.Replicas)
        {
            Add("ReplicaCountTransformer", () => new ReplicaTransformer(rule, config.Replicas));
        }

        foreach (var rule in file.Images)
        {
            Add("ImageTagTransformer", () => new ImageTransformer(rule, config.Images));
        }

        if (file.Replacements.Count > 0)
        {
            Add("ReplacementTransformer", () => new ReplacementTransformer(file.Replacements, loader, context));
        }

        return plan;
    }

    private static IReadOnlyList<FieldSpec> LabelFields(LabelRule rule, TransformerConfig config)
    {
        var fields = FieldSpecs.Merge(rule.Fields, config.Labels);
        if (rule.IncludeSelectors)
        {
            return FieldSpecs.Merge(fields, config.CommonLabels);
        }

        if (rule.IncludeTemplates)
        {
            fields = FieldSpecs.Merge(fields, config.TemplateLabels);
        }

        return FieldSpecs.Merge(fields, [new FieldSpec(new("", "", ""), "metadata/labels", Create: true)]);
    }
}
