namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// One rendering in progress, as functions see it: the templates in force, the caller's state, cancellation, and the budgets that include
/// and tpl share with their caller. Not for use by more than one thread.
/// </summary>
internal sealed class TemplateExecution
{
    internal TemplateExecution(TemplateSet templates, object? state, TemplateLimits limits, CancellationToken cancellationToken)
    {
        Templates = templates;
        State = state;
        Limits = limits;
        CancellationToken = cancellationToken;
    }

    /// <summary>The set in force: inside a tpl text, the one with that text's definitions.</summary>
    public TemplateSet Templates { get; }

    /// <summary>What the caller gave to <see cref="TemplateSet.Render"/>.</summary>
    public object? State { get; }

    public TemplateLimits Limits { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>Counts work of a function that does much of it (one per element, say); throws when the budget is used or the rendering cancelled.</summary>
    public void Step(long count = 1) => throw new NotSupportedException();

    /// <summary>Executes a template of <see cref="Templates"/> and returns its text: the core of Helm's include.</summary>
    /// <exception cref="TemplateExecutionException">The template failed.</exception>
    /// <exception cref="GoErrorException">There is none of that name: <c>template: no template "x" associated with template "gotpl"</c>.</exception>
    public string Render(string name, object? data) => throw new NotSupportedException();

    /// <summary>Executes the text of an overlay, with its definitions in force while it runs: the core of Helm's tpl.</summary>
    /// <exception cref="TemplateExecutionException">The template failed.</exception>
    public string RenderOverlay(TemplateOverlay overlay, object? data) => throw new NotSupportedException();
}
