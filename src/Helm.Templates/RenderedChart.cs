using System.Text;
using GitOpsToolkit.Helm.Templates.Rendering;

namespace GitOpsToolkit.Helm.Templates;

/// <summary>What rendering a chart gives.</summary>
/// <param name="Manifests">Documents in install order, hooks not among them.</param>
/// <param name="Hooks">Hooks, by kind in install order; at run time they are ordered by weight and name.</param>
/// <param name="Crds">Files under crds/ of the chart and of the subcharts that are used; these are not templates.</param>
/// <param name="Notes">What the chart tells its user (NOTES.txt); empty when it has nothing to say.</param>
/// <param name="Values">The values the chart was rendered with: the user's over all defaults.</param>
public sealed record RenderedChart(
    IReadOnlyList<RenderedManifest> Manifests,
    IReadOnlyList<RenderedHook> Hooks,
    IReadOnlyList<ChartFile> Crds,
    string Notes,
    ChartValues Values)
{
    /// <summary>The manifest text as Helm stores it with a release: every document under a separator and a comment that names its source.</summary>
    /// <param name="includeCrds">Whether the files under crds/ come first.</param>
    public string ToManifestText(bool includeCrds = false)
    {
        var text = new StringBuilder();
        foreach (var crd in includeCrds ? Crds : [])
        {
            Append(text, crd.Path, crd.Text);
        }

        foreach (var manifest in Manifests)
        {
            Append(text, manifest.Source, manifest.Content);
        }

        return text.ToString();
    }

    /// <summary>What <c>helm template</c> prints.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ChartException">No document comes from a template that is asked for.</exception>
    public string ToTemplateText(TemplateTextOptions? options = null) => TemplateText.Write(this, options ?? new TemplateTextOptions());

    internal static void Append(StringBuilder text, string source, string content) =>
        text.Append("---\n# Source: ").Append(source).Append('\n').Append(content).Append('\n');
}

/// <summary>A document that a template made.</summary>
/// <param name="Source">Path of the template.</param>
/// <param name="Content">The document's text.</param>
/// <param name="ApiVersion">What it says its API version is; empty when it says nothing.</param>
/// <param name="Kind">What it says its kind is; empty when it says nothing.</param>
/// <param name="Name">What it says its name is; empty when it says nothing.</param>
public sealed record RenderedManifest(string Source, string Content, string ApiVersion, string Kind, string Name);

/// <summary>A document that is applied at a point of a release's life instead of with the release.</summary>
/// <param name="Source">Path of the template.</param>
/// <param name="Content">The document's text.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Events">The points: <c>pre-install</c>, <c>post-upgrade</c>, <c>test</c> ….</param>
/// <param name="Weight">Lower ones run first.</param>
/// <param name="DeletePolicies">When it is deleted: <c>before-hook-creation</c>, <c>hook-succeeded</c>, <c>hook-failed</c>.</param>
/// <param name="OutputLogPolicies">When its log is shown: <c>hook-succeeded</c>, <c>hook-failed</c>.</param>
public sealed record RenderedHook(
    string Source,
    string Content,
    string Kind,
    string Name,
    IReadOnlyList<string> Events,
    int Weight,
    IReadOnlyList<string> DeletePolicies,
    IReadOnlyList<string> OutputLogPolicies)
{
    /// <summary>Whether it is a test, run when a user asks for it.</summary>
    public bool IsTest => Events.Contains("test");
}
