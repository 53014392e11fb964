namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A namespace of templates: what Go's associated templates are. Build it with <see cref="Add"/>, in the order in which texts shall
/// override each other; after that it is only read, and any number of threads may render from it. <see cref="Overlay"/> is the
/// cheap clone that <c>tpl</c> needs.
/// </summary>
internal sealed class TemplateSet
{
    /// <summary>The name Helm gives the set; it shows in the error of a missing template.</summary>
    public const string Name = "gotpl";

    private readonly TemplateSet? below;
    private readonly ParsedText? overlay;

    // Null in an overlay.
    private readonly Dictionary<string, Template>? templates;

    /// <param name="functions">The functions texts can call; names are resolved when a text is parsed.</param>
    /// <param name="missingKey">What selecting a missing map key gives.</param>
    /// <param name="cache">Parsed texts, shared between sets. A set without one has a cache of its own.</param>
    public TemplateSet(FunctionTable functions, MissingKey missingKey = MissingKey.Invalid, ParsedTextCache? cache = null)
    {
        Functions = functions;
        MissingKey = missingKey;
        Cache = cache ?? new ParsedTextCache();
        templates = new Dictionary<string, Template>(StringComparer.Ordinal);
    }

    private TemplateSet(TemplateSet below, ParsedText overlay)
    {
        Functions = below.Functions;
        MissingKey = below.MissingKey;
        Cache = below.Cache;
        this.below = below;
        this.overlay = overlay;
    }

    public FunctionTable Functions { get; }

    public MissingKey MissingKey { get; }

    public ParsedTextCache Cache { get; }

    /// <summary>
    /// Parses a text under a name and adds it and its <c>define</c>s and <c>block</c>s. A later definition replaces an earlier one of the same
    /// name, unless it is only white space and comments.
    /// </summary>
    /// <exception cref="TemplateParseException">The text does not parse; nothing has been added.</exception>
    public void Add(string name, string text)
    {
        if (templates is null)
        {
            throw new InvalidOperationException("an overlay has the templates of its one text");
        }

        foreach (var template in Cache.Parse(name, text, Functions).Templates.Values)
        {
            if (!templates.ContainsKey(template.Name) || !template.Root.IsEmpty)
            {
                templates[template.Name] = template;
            }
        }
    }

    public bool Contains(string name) => Find(name) is not null;

    /// <summary>
    /// A set that sees all templates of this one and those of <paramref name="text"/>, which are not added here. Rendered with
    /// <see cref="TemplateExecution.RenderOverlay"/>.
    /// </summary>
    /// <exception cref="TemplateParseException">The text does not parse.</exception>
    public TemplateOverlay Overlay(string name, string text)
    {
        var parsed = Cache.Parse(name, text, Functions);
        return new TemplateOverlay(new TemplateSet(this, parsed), parsed.Main);
    }

    /// <summary>Executes a template.</summary>
    /// <param name="name">The template, a text's name or that of a <c>define</c>.</param>
    /// <param name="data">The value of <c>.</c> and <c>$</c>.</param>
    /// <param name="state">Anything the functions need; they find it in <see cref="TemplateExecution.State"/>.</param>
    /// <param name="limits">What the rendering may use; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the rendering between two steps.</param>
    /// <exception cref="TemplateExecutionException">The template failed.</exception>
    /// <exception cref="GoErrorException">There is no such template.</exception>
    /// <exception cref="TemplateLimitException">A limit was reached.</exception>
    public string Render(string name, object? data, object? state = null, TemplateLimits? limits = null, CancellationToken cancellationToken = default) =>
        new TemplateExecution(this, state, limits ?? TemplateLimits.Default, cancellationToken).Render(name, data);

    internal Template? Find(string name)
    {
        // An empty definition does not hide one below it.
        Template? empty = null;
        var set = this;
        for (; set.overlay is not null; set = set.below!)
        {
            if (set.overlay.Templates.TryGetValue(name, out var template))
            {
                if (!template.Root.IsEmpty)
                {
                    return template;
                }

                empty = template;
            }
        }

        return set.templates!.GetValueOrDefault(name) ?? empty;
    }
}
