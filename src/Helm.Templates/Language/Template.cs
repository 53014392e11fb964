namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>A parsed template: a text, or a <c>define</c> or <c>block</c> of one.</summary>
internal sealed class Template(string name, ListNode root)
{
    public string Name { get; } = name;

    public ListNode Root { get; } = root;
}

/// <summary>What parsing one text gives: its own template, and all it defines (itself included) by name.</summary>
internal sealed class ParsedText(Template main, IReadOnlyDictionary<string, Template> templates)
{
    public Template Main { get; } = main;

    public IReadOnlyDictionary<string, Template> Templates { get; } = templates;
}
