namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A text parsed on top of a <see cref="TemplateSet"/>, with the set that sees both.</summary>
internal sealed class TemplateOverlay(TemplateSet templates, Template main)
{
    /// <summary>The set with the text's own definitions over those of the set below.</summary>
    public TemplateSet Templates { get; } = templates;

    /// <summary>The text itself.</summary>
    public Template Main { get; } = main;
}
