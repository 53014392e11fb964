namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A Go error (or panic) that a template function ends with. The executor turns it into
/// <c>… executing "t" at &lt;…&gt;: error calling f: message</c>. When the cause is a template error of its own (an include or
/// tpl that failed), give it as inner exception: callers walk that chain as Go's <c>errors.Unwrap</c> does.
/// </summary>
internal sealed class GoErrorException : Exception, IErrorLink
{
    private readonly string? prefix;

    public GoErrorException(string message)
        : base(message)
    {
    }

    public GoErrorException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    private GoErrorException(string? prefix, Exception cause, string none)
        : base(none, cause) => this.prefix = prefix;

    /// <inheritdoc/>
    public override string Message => prefix is null ? base.Message : ErrorChain.Compose(this);

    /// <inheritdoc cref="TemplateExecutionException.ToString"/>
    public override string ToString() => prefix is null ? base.ToString() : ErrorChain.Describe(this);

    string? IErrorLink.Prefix => prefix;

    /// <summary>An error whose message is <paramref name="prefix"/> and then that of its cause: Go's <c>%w</c> at the end of a format.</summary>
    public static GoErrorException Wrap(string prefix, Exception cause) => new(prefix, cause, "");
}
