namespace GitOpsToolkit.Kustomize.Build;

/// <summary>One directory with a kustomization: reads what it names and applies what it says.</summary>
internal sealed class KustomizationTarget
{
    private readonly DirectoryLoader _loader;
    private readonly BuildContext _context;
    private readonly TransformerPlan _plan;
    private readonly PluginFactory _plugins;
    private Origin? _origin;

    public KustomizationTarget(DirectoryLoader loader, BuildContext context, Origin? origin = null)
    {
        _loader = loader;
        _context = context;
        _origin = origin;
        File = LoadFile();
        _plugins = new PluginFactory(loader, context);
        _plan = new TransformerPlan(File, loader, context);
    }

    public KustomizationFile File { get; }

    private string FilePath => TreePath.Join(_loader.Root, File.FileName);

    /// <summary>Builds this directory as the root of a build.</summary>
    public Accumulator BuildRoot()
    {
        _origin = File.BuildMetadata.Count > 0 ? new Origin() : null;
        var accumulator = Accumulate(new Accumulator());
        Run(new HashTransformer(), accumulator);
        Run(new NameReferenceTransformer(accumulator.Config.NameReferences), accumulator);
        var variables = accumulator.VariableValues();
        if (variables.Count > 0)
        {
            Run(new VariableTransformer(variables, accumulator.Config.VariableReferences), accumulator);
        }

        return accumulator;
    }

    /// <summary>Takes the schemas of the <c>openapi</c> field, unless a kustomization above has chosen some.</summary>
    public void ChooseSchemas(bool isRoot)
    {
        var path = File.OpenApi?.GetValueOrDefault("path");
        var version = File.OpenApi?.GetValueOrDefault("version");
        var text = path is null ? null : BuildContext.Text(_loader.Load(path));
        if (_context.SchemasChosen && !isRoot)
        {
            return;
        }

        if (text is not null)
        {
            if (version is not null)
            {
                throw new KustomizeException("builtin version and custom schema provided, cannot use both", FilePath, "openapi");
            }

            _context.Schemas = OpenApiSchemas.Parse(text, _loader.PathOf(path!), isRoot ? null : MergeSchemas.BuiltIn, _context.Options.YamlLimits);
            _context.SchemasChosen = true;
        }
        else if (!string.IsNullOrEmpty(version))
        {
            if (version != "v1.21.2")
            {
                throw new KustomizeException("the specified OpenAPI version is not built in", FilePath, "openapi.version");
            }

            _context.SchemasChosen = true;
        }
    }

    private KustomizationFile LoadFile()
    {
        var found = KustomizationFile.Names
            .Select(name => (Name: name, Content: _loader.TryLoadOwn(name)))
            .Where(f => f.Content is not null)
            .ToList();
        return found.Count switch
        {
            0 => throw new KustomizeException(
                $"unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{_loader.Root}'"),
            1 => KustomizationFile.Parse(BuildContext.Text(found[0].Content!.Value), TreePath.Join(_loader.Root, found[0].Name), _context.Options.YamlLimits),
            _ => throw new KustomizeException($"Found multiple kustomization files under: {_loader.Root}"),
        };
    }

    private Accumulator Accumulate(Accumulator accumulator)
    {
        _context.ThrowIfCancelled();
        accumulator = AddResources(accumulator, File.Resources, "resources");
        var custom = TransformerConfig.Empty;
        foreach (var path in File.Configurations)
        {
            custom = custom.Merge(TransformerConfig.Parse(BuildContext.Text(_loader.Load(path)), _loader.PathOf(path), _context.Options.YamlLimits));
        }

        accumulator.MergeConfig(DefaultFields.Config.Merge(custom));

        foreach (var path in File.Crds)
        {
            accumulator.MergeConfig(CrdFields.Read(BuildContext.Text(_loader.Load(path)), _loader.PathOf(path), _context.Options.YamlLimits));
        }

        Generate(accumulator);
        foreach (var path in File.Components)
        {
            accumulator = AddComponent(accumulator, path);
        }

        Transform(accumulator);
        Validate(accumulator);
        accumulator.AddVariables(File.Variables);
        return accumulator;
    }

    private Accumulator AddResources(Accumulator accumulator, IReadOnlyList<string> paths, string field)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            _context.ThrowIfCancelled();
            var path = paths[i];
            try
            {
                if (RemotePath.IsUrl(path) && TryAddDownload(accumulator, path))
                {
                    continue;
                }

                if (IsFile(path))
                {
                    AddFile(accumulator, path, _loader.Load(path));
                }
                else
                {
                    accumulator = AddDirectory(accumulator, path, isComponent: false);
                }
            }
            catch (KustomizeException e)
            {
                throw new KustomizeException($"accumulating resources from '{path}': {e.Message}", FilePath, $"{field}[{i}]", e);
            }
        }

        return accumulator;
    }

    /// <summary>Whatever is not a directory is read as a file, so that a missing one is reported as such.</summary>
    private bool IsFile(string path)
    {
        var entry = path.Length > 0 ? _loader.Find(path) : null;
        return entry is { IsDirectory: false } || entry is null && !RemotePath.IsRemote(path) && path.Length > 0;
    }

    /// <summary>Takes a remote file; false when the address must be one of a repository: no file is there, or no resources.</summary>
    private bool TryAddDownload(Accumulator accumulator, string url)
    {
        var isRepository = RemoteRepository.TryParse(url, out _);
        if (_loader.TryDownload(url) is not { } content)
        {
            return !isRepository ? throw new KustomizeException($"nothing is at '{RemotePath.Redact(url)}'") : false;
        }

        try
        {
            AddFile(accumulator, url, content);
            return true;
        }
        catch (KustomizeException) when (isRepository)
        {
            return false;
        }
    }

    private void AddFile(Accumulator accumulator, string path, ReadOnlyMemory<byte> content)
    {
        var resources = ResourceReader.Read(BuildContext.Text(content), _loader.PathOf(path), _context.Options.YamlLimits);
        var origin = _origin?.Append(path).ToYaml();
        foreach (var resource in resources)
        {
            if (origin is not null)
            {
                resource.SetAnnotation(Origin.AnnotationKey, origin);
            }

            accumulator.Resources.Add(resource);
        }
    }

    private Accumulator AddComponent(Accumulator accumulator, string path)
    {
        try
        {
            return AddDirectory(accumulator, path, isComponent: true);
        }
        catch (KustomizeException e)
        {
            throw new KustomizeException($"accumulating components from '{path}': {e.Message}", FilePath, "components", e);
        }
    }

    private Accumulator AddDirectory(Accumulator accumulator, string path, bool isComponent)
    {
        var loader = _loader.Enter(path);
        var target = new KustomizationTarget(loader, _context, _origin?.Append(path));
        target.File.BuildMetadata = File.BuildMetadata;
        target.ChooseSchemas(isRoot: false);
        var isComponentFile = target.File.Kind == KustomizationFile.ComponentKind;
        if (isComponent != isComponentFile)
        {
            throw new KustomizeException(isComponent
                ? $"expected kind 'Component' for path '{loader.Root}' but got '{target.File.Kind}'"
                : $"expected kind != 'Component' for path '{loader.Root}'");
        }

        // A component changes what its user has gathered so far; a base is built by itself.
        if (isComponent)
        {
            return target.Accumulate(accumulator);
        }

        accumulator.Merge(target.Accumulate(new Accumulator()));
        return accumulator;
    }

    private void Generate(Accumulator accumulator)
    {
        if (File.InflatesHelmCharts)
        {
            throw PluginFactory.HelmRefused();
        }

        AddGenerated(accumulator, "ConfigMap", File.ConfigMapGenerators);
        AddGenerated(accumulator, "Secret", File.SecretGenerators);
        foreach (var config in LoadPlugins(File.Generators, "generators"))
        {
            Absorb(accumulator, _plugins.Generator(config), PluginOrigin(config));
        }
    }

    private void AddGenerated(Accumulator accumulator, string kind, IReadOnlyList<GeneratorRule> rules)
    {
        var origin = _origin?.OfBuiltIn(File.FileName, kind + "Generator");
        foreach (var rule in rules)
        {
            var complete = rule with { Options = GeneratorOptions.Merge(rule.Options, File.GeneratorOptions) };
            try
            {
                Absorb(accumulator, new DataGenerator(kind, complete, _loader), origin);
            }
            catch (KustomizeException e) when (e.File is null)
            {
                throw new KustomizeException(e.Reason, FilePath, e.Field ?? rule.Field, e);
            }
        }
    }

    private static void Absorb(Accumulator accumulator, IGenerator generator, Origin? origin)
    {
        foreach (var resource in generator.Generate())
        {
            origin?.AnnotateIfMissing(resource);
            accumulator.Resources.Absorb(resource);
        }
    }

    private void Transform(Accumulator accumulator)
    {
        var transformers = _plan.Create(accumulator.Config, _origin)
            .Concat(LoadPlugins(File.Transformers, "transformers").Select(c => (_plugins.Transformer(c), PluginOrigin(c))))
            .ToList();
        foreach (var (transformer, origin) in transformers)
        {
            Run(transformer, accumulator);
            if (origin is not null)
            {
                foreach (var resource in accumulator.Resources.All)
                {
                    origin.AnnotateTransformation(resource);
                }
            }

            accumulator.Resources.DropDeleted();
        }
    }

    private void Validate(Accumulator accumulator)
    {
        foreach (var config in LoadPlugins(File.Validators, "validators"))
        {
            var validator = _plugins.Transformer(config);
            var before = accumulator.Resources.All.Select(r => r.Root.ToJsonString()).ToList();
            Run(validator, accumulator);
            if (!before.SequenceEqual(accumulator.Resources.All.Select(r => r.Root.ToJsonString())))
            {
                throw new KustomizeException($"validator shouldn't modify the resource map: {config.OriginalId}", FilePath, "validators");
            }
        }
    }

    private void Run(ITransformer transformer, Accumulator accumulator)
    {
        _context.ThrowIfCancelled();
        transformer.Transform(accumulator.Resources);
    }

    /// <summary>Reads the configurations of plugins: inline texts, files and directories.</summary>
    private List<Resource> LoadPlugins(IReadOnlyList<string> entries, string field)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var loaded = new Accumulator();
        var paths = new List<string>();
        foreach (var entry in entries)
        {
            var inline = TryInline(entry);
            if (inline is null)
            {
                paths.Add(entry);
                continue;
            }

            foreach (var config in inline)
            {
                if (_origin is not null)
                {
                    config.SetAnnotation(Origin.AnnotationKey, _origin.Append(File.FileName).ToYaml());
                }

                loaded.Resources.Add(config);
            }
        }

        return [.. AddResources(loaded, paths, field).Resources.All];
    }

    private List<Resource>? TryInline(string entry)
    {
        if (!entry.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return ResourceReader.Read(entry, null, _context.Options.YamlLimits);
        }
        catch (KustomizeException)
        {
            return null;
        }
    }

    private Origin? PluginOrigin(Resource config) =>
        _origin is null ? null : Origin.OfPlugin(config.Annotation(Origin.AnnotationKey), config.Id);
}
