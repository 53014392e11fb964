using System.Text;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>An error that may show the message of its cause after its own text.</summary>
internal interface IErrorLink
{
    /// <summary>What comes before the message of the cause; null when the message is complete in itself.</summary>
    string? Prefix { get; }
}

/// <summary>
/// Messages of errors that wrap errors, put together only when one is read: a thousand includes inside each other would otherwise copy a
/// growing text a thousand times.
/// </summary>
internal static class ErrorChain
{
    public static string Compose(Exception error)
    {
        var text = new StringBuilder();
        while (error is IErrorLink { Prefix: { } prefix } && error.InnerException is { } cause)
        {
            text.Append(prefix);
            error = cause;
        }

        return text.Append(error.Message).ToString();
    }

    public static string Describe(Exception error) => $"{error.GetType().FullName}: {error.Message}{Environment.NewLine}{error.StackTrace}";
}
