namespace GitOpsToolkit.Helm.Templates;

/// <summary>What <see cref="RenderedChart.ToTemplateText"/> prints: flags of <c>helm template</c>.</summary>
public sealed record TemplateTextOptions
{
    /// <summary>Prints the files under crds/ first. Default false.</summary>
    public bool IncludeCrds { get; init; }

    /// <summary>Leaves hooks out. Default false.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Leaves hooks out that are tests. Default false.</summary>
    public bool SkipTests { get; init; }

    /// <summary>Templates to print alone, by path in the chart (<c>templates/service.yaml</c>), <c>*</c> and <c>?</c> allowed; empty for all.</summary>
    public IReadOnlyList<string> ShowOnly { get; init; } = [];

    /// <summary>How documents are told apart again for <see cref="ShowOnly"/>: as they were when the chart was rendered.</summary>
    public ManifestSplitting Splitting { get; init; } = ManifestSplitting.Helm420;
}
