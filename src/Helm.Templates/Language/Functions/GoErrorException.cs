namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A Go error (or panic) that a template function ends with. The executor turns it into
/// <c>… executing "t" at &lt;…&gt;: error calling f: message</c>. When the cause is a template error of its own (an include or
/// tpl that failed), give it as inner exception: callers walk that chain as Go's <c>errors.Unwrap</c> does.
/// </summary>
internal sealed class GoErrorException : Exception
{
    public GoErrorException(string message)
        : base(message)
    {
    }

    public GoErrorException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
