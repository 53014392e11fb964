namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Makes generators and transformers from resources that configure kustomize's built-in plugins.</summary>
internal sealed class PluginFactory(DirectoryLoader loader, BuildContext context)
{
    private const string BuiltInVersion = "builtin";

    public IGenerator Generator(Resource config)
    {
        RequireBuiltIn(config);
        var reader = Reader(config);
        return config.Kind switch
        {
            "ConfigMapGenerator" => new DataGenerator("ConfigMap", Named(GeneratorRule.Read(reader), config), loader),
            "SecretGenerator" => new DataGenerator("Secret", Named(GeneratorRule.ReadSecret(reader), config), loader),
            "IAMPolicyGenerator" => new IamPolicyGenerator(reader),
            "HelmChartInflationGenerator" => throw HelmRefused(),
            _ when IsTransformer(config.Kind) => throw new KustomizeException($"plugin {config.OriginalId} not a generator"),
            _ => throw Unknown(config),
        };
    }

    public ITransformer Transformer(Resource config)
    {
        RequireBuiltIn(config);
        var reader = Reader(config);
        return config.Kind switch
        {
            "AnnotationsTransformer" => new TextMapTransformer(reader.TextMap("annotations"), Fields(reader)),
            "LabelTransformer" => new TextMapTransformer(reader.TextMap("labels"), Fields(reader)),
            "NamespaceTransformer" => Namespace(config, reader),
            "PrefixTransformer" => new NameAffixTransformer(reader.Text("prefix"), isPrefix: true, Fields(reader)),
            "SuffixTransformer" => new NameAffixTransformer(reader.Text("suffix"), isPrefix: false, Fields(reader)),
            "PrefixSuffixTransformer" => new TransformerSequence(
                new NameAffixTransformer(reader.Text("prefix"), isPrefix: true, Fields(reader)),
                new NameAffixTransformer(reader.Text("suffix"), isPrefix: false, Fields(reader))),
            "ImageTagTransformer" => new ImageTransformer(reader.Object("imageTag", ImageRule.Read) ?? new ImageRule("", "", "", "", ""), Fields(reader)),
            "ReplicaCountTransformer" => new ReplicaTransformer(reader.Object("replica", ReplicaRule.Read) ?? new ReplicaRule("", 0), Fields(reader)),
            "PatchTransformer" => new PatchTransformer(PatchRule.Read(reader), loader, context),
            "PatchStrategicMergeTransformer" => new StrategicMergeTransformer(reader.Texts("paths"), reader.Text("patches"), loader, context),
            "PatchJson6902Transformer" => new Json6902Transformer(PatchRule.Read(reader) with { Patch = reader.Text("jsonOp") }, loader, context),
            "ReplacementTransformer" => new ReplacementTransformer(reader.Objects("replacements", ReplacementRule.Read), loader, context),
            "ValueAddTransformer" => ValueAdd(reader),
            "HashTransformer" => new HashTransformer(),
            "ConfigMapGenerator" or "SecretGenerator" or "IAMPolicyGenerator" => throw new KustomizeException($"plugin {config.OriginalId} not a transformer"),
            _ => throw Unknown(config),
        };
    }

    public static KustomizeException HelmRefused() => new("helm charts are not inflated: must specify --enable-helm", field: "helmCharts");

    private static bool IsTransformer(string kind) => kind.EndsWith("Transformer", StringComparison.Ordinal);

    private static FieldReader Reader(Resource config) => new(config.Root, null, config.OriginalId.ToString(), strict: false);

    private static IReadOnlyList<FieldSpec> Fields(FieldReader reader) => reader.Objects("fieldSpecs", FieldSpec.Read);

    private static GeneratorRule Named(GeneratorRule rule, Resource config) => rule with
    {
        Name = rule.Name.Length > 0 ? rule.Name : config.Name,
        Namespace = rule.Namespace.Length > 0 ? rule.Namespace : config.Namespace,
    };

    private static NamespaceTransformer Namespace(Resource config, FieldReader reader)
    {
        var mode = reader.Text("setRoleBindingSubjects") switch
        {
            "" or "defaultOnly" => SubjectMode.DefaultOnly,
            "allServiceAccounts" => SubjectMode.AllServiceAccounts,
            "none" => SubjectMode.None,
            var other => throw reader.Error("setRoleBindingSubjects", $"invalid value \"{other}\": must be one of \"defaultOnly\", \"none\" or \"allServiceAccounts\""),
        };
        return new NamespaceTransformer(config.Namespace, Fields(reader), reader.Flag("unsetOnly"), mode);
    }

    private ValueAddTransformer ValueAdd(FieldReader reader)
    {
        var value = reader.Text("value").Trim();
        var targets = reader.Objects("targets", ValueAddTarget.Read);
        if (reader.Text("targetFilePath") is { Length: > 0 } path)
        {
            var root = YamlFile.ReadMapping(BuildContext.Text(loader.Load(path)), path, context.Options.YamlLimits);
            targets.AddRange(new FieldReader(root, path, "", strict: false).Objects("targets", ValueAddTarget.Read));
        }

        return targets.Count == 0
            ? throw reader.Error("targets", "must specify at least one target")
            : new ValueAddTransformer(value.Length > 0 ? value : TreePath.Name(loader.Root), targets);
    }

    private static void RequireBuiltIn(Resource config)
    {
        if (config.Gvk is not { Group: "", Version: BuiltInVersion })
        {
            throw new KustomizeException($"external plugins disabled; unable to load external plugin '{config.Kind}'");
        }
    }

    private static KustomizeException Unknown(Resource config) => new($"unable to load builtin {ResourceId.Show(config.Gvk)}");
}

/// <summary>Several transformers as one.</summary>
internal sealed class TransformerSequence(params ITransformer[] transformers) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        foreach (var transformer in transformers)
        {
            transformer.Transform(resources);
        }
    }
}
