using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>Selects objects by anchored regular expressions and by label and annotation selectors; what is empty matches all.</summary>
internal sealed class ResourceSelector
{
    private readonly Regex? group;
    private readonly Regex? version;
    private readonly Regex? kind;
    private readonly Regex? name;
    private readonly Regex? @namespace;
    private readonly LabelSelector labels;
    private readonly LabelSelector annotations;

    private ResourceSelector(KustomizeSelector selector)
    {
        group = Anchored(selector.Group);
        version = Anchored(selector.Version);
        kind = Anchored(selector.Kind);
        name = Anchored(selector.Name);
        @namespace = Anchored(selector.Namespace);
        labels = LabelSelector.Parse(selector.LabelSelector);
        annotations = LabelSelector.Parse(selector.AnnotationSelector);
    }

    /// <exception cref="FormatException">An expression cannot be read.</exception>
    public static ResourceSelector Compile(KustomizeSelector selector) => new(selector);

    public bool Matches(Unstructured resource)
    {
        var gvk = resource.Gvk;
        return Is(group, gvk.Group) && Is(version, gvk.Version) && Is(kind, gvk.Kind)
            && Is(name, resource.Name) && Is(@namespace, resource.Namespace)
            && labels.Matches(resource.Metadata?["labels"] as JsonObject)
            && annotations.Matches(resource.Metadata?["annotations"] as JsonObject);
    }

    private static bool Is(Regex? pattern, string value) => pattern is null || pattern.IsMatch(value);

    private static Regex? Anchored(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            return null;
        }

        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"'{pattern}' is not a regular expression: {e.Message}", e);
        }
    }
}
