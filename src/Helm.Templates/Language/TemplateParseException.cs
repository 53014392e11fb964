namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A template text that does not parse. The message is Go's: <c>template: NAME:LINE: …</c>.</summary>
internal sealed class TemplateParseException(string templateName, int line, string message) : Exception(message)
{
    public string TemplateName { get; } = templateName;

    /// <summary>One-based.</summary>
    public int Line { get; } = line;
}
