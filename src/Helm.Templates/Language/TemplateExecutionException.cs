namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A template that failed while running; Go's <c>template.ExecError</c>. The message is Go's one-line text
/// <c>template: NAME:LINE:COL: executing "T" at &lt;CONTEXT&gt;: …</c>, with the whole chain in it. When a function failed, the inner
/// exception is that function's error (a <see cref="GoErrorException"/>, or the <see cref="TemplateExecutionException"/> of an include).
/// </summary>
internal sealed class TemplateExecutionException : Exception, IErrorLink
{
    private readonly string location;
    private readonly string ownReason;

    /// <param name="templateName">The template being executed.</param>
    /// <param name="location">The message up to the reason.</param>
    /// <param name="reason">The reason; with a cause, only what comes before the cause's message.</param>
    /// <param name="cause">What a function failed with.</param>
    public TemplateExecutionException(string templateName, string location, string reason, Exception? cause = null)
        : base(location + reason, cause)
    {
        TemplateName = templateName;
        this.location = location;
        ownReason = reason;
    }

    /// <inheritdoc/>
    public override string Message => InnerException is null ? base.Message : ErrorChain.Compose(this);

    /// <summary>The template being executed, a <c>define</c> name or a file.</summary>
    public string TemplateName { get; }

    /// <summary>The text the failing action stands in: a file's path, or <c>gotpl</c> for a tpl text. Empty when there is none.</summary>
    public string FileName { get; init; } = "";

    /// <summary>One-based line of the failing node; 0 when there is none.</summary>
    public int Line { get; init; }

    /// <summary>Zero-based byte offset of the failing node in its line.</summary>
    public int Column { get; init; }

    /// <summary>The failing node, printed as Go prints it, without angle brackets.</summary>
    public string Context { get; init; } = "";

    /// <summary>The message without position and context, but with the texts of the errors it wraps.</summary>
    public string Reason => InnerException is { } cause ? ownReason + cause.Message : ownReason;

    /// <summary>Without the causes one by one: the message has them all, and there may be a thousand.</summary>
    public override string ToString() => ErrorChain.Describe(this);

    string? IErrorLink.Prefix => InnerException is null ? null : location + ownReason;
}
