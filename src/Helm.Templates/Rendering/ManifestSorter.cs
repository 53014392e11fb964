using System.Globalization;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>Splits rendered files into documents, tells hooks from manifests, and puts both in install order.</summary>
internal static class ManifestSorter
{
    private const string HookAnnotation = "helm.sh/hook";
    private const string WeightAnnotation = "helm.sh/hook-weight";
    private const string DeletePolicyAnnotation = "helm.sh/hook-delete-policy";
    private const string OutputLogAnnotation = "helm.sh/hook-output-log-policy";

    private static readonly HashSet<string> Events = new(StringComparer.Ordinal)
    {
        "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback", "post-rollback", "test",
    };

    /// <exception cref="ChartException">A document is not YAML.</exception>
    public static (List<RenderedManifest> Manifests, List<RenderedHook> Hooks) Sort(SortedDictionary<string, string> files, ManifestSplitting splitting)
    {
        var manifests = new List<RenderedManifest>();
        var hooks = new List<RenderedHook>();
        foreach (var (path, text) in files)
        {
            foreach (var document in ManifestText.Split(text, splitting))
            {
                var head = ReadHead(path, document);
                if (!head.Annotations.TryGetValue(HookAnnotation, out var events))
                {
                    manifests.Add(new RenderedManifest(path, document, head.ApiVersion, head.Kind, head.Name));
                }
                else if (ReadEvents(events) is { } known)
                {
                    hooks.Add(new RenderedHook(
                        path, document, head.Kind, head.Name, known, Weight(head), Words(head, DeletePolicyAnnotation), Words(head, OutputLogAnnotation)));
                }
            }
        }

        return (KindOrder.Sort(manifests, static m => m.Kind), KindOrder.Sort(hooks, static h => h.Kind));
    }

    private static ManifestHead ReadHead(string path, string document)
    {
        try
        {
            return ManifestHead.Read(document);
        }
        catch (YamlSyntaxException e)
        {
            throw new ChartException($"YAML parse error on {path}: {e.Message}", e) { Template = path, IsRenderingError = true };
        }
    }

    /// <summary>The events of a hook; null when one is unknown, which drops the hook.</summary>
    private static List<string>? ReadEvents(string annotation)
    {
        var events = Words(annotation).ConvertAll(static e => e == "test-success" ? "test" : e);
        return events.TrueForAll(Events.Contains) ? events : null;
    }

    private static int Weight(ManifestHead head) =>
        int.TryParse(head.Annotations.GetValueOrDefault(WeightAnnotation), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var weight) ? weight : 0;

    private static List<string> Words(ManifestHead head, string annotation) =>
        head.Annotations.TryGetValue(annotation, out var text) ? Words(text) : [];

    private static List<string> Words(string text) => [.. text.Split(',').Select(static w => w.Trim().ToLowerInvariant())];
}
