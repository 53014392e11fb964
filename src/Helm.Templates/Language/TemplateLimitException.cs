namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A rendering that reached one of its <see cref="TemplateLimits"/>; no template error handler sees it, it ends everything.</summary>
internal sealed class TemplateLimitException(string message) : Exception(message);
