using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Reads files that configure a build; their first document counts, and the last of equal keys.</summary>
internal static class YamlFile
{
    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="KustomizeException">The text is not YAML.</exception>
    public static JsonNode? Read(string text, string file, YamlLimits limits)
    {
        try
        {
            var documents = YamlReader.ReadDocuments(text, new YamlReadOptions { File = file, Limits = limits, AllowDuplicateKeys = true });
            return documents.Count == 0 ? null : documents[0];
        }
        catch (YamlException e)
        {
            throw new KustomizeException($"yaml: line {e.Line}: {e.Reason}", file, inner: e);
        }
    }

    /// <summary>The first document, which must be a mapping or empty.</summary>
    public static JsonObject ReadMapping(string text, string file, YamlLimits limits) => Read(text, file, limits) switch
    {
        null => [],
        JsonObject map => map,
        _ => throw new KustomizeException("a mapping is expected", file),
    };
}
