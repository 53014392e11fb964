using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Apply.Tests;

/// <summary>Objects for tests, written the way users write them.</summary>
internal static class Manifests
{
    public static Unstructured Yaml(string text) => new((JsonObject)YamlReader.ReadDocuments(text).Single()!);

    public static Unstructured ConfigMap(string name, string ns = "apps", params (string Key, string Value)[] data)
    {
        var result = new Unstructured(new GroupVersionKind("", "v1", "ConfigMap"), ns, name);
        result.Root["data"] = new JsonObject(data.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return result;
    }
}
