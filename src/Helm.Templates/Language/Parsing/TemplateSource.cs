namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>The text a node comes from, under the name it was parsed as.</summary>
internal sealed class TemplateSource(string name, string text)
{
    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>The one-based line and zero-based byte column of a position.</summary>
    public (int Line, int Column) Locate(int position)
    {
        var before = Text.AsSpan(0, position);
        return (before.Count('\n') + 1, GoText.ByteLength(before[(before.LastIndexOf('\n') + 1)..]));
    }
}
