using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Patching;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A JSON Patch (RFC 6902) read from YAML or JSON.</summary>
internal sealed class JsonPatcher
{
    private readonly JsonArray _operations;

    private JsonPatcher(JsonArray operations)
    {
        _operations = operations;
    }

    public int Count => _operations.Count;

    /// <summary>Reads operations in YAML or JSON; null when the text is something else.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">Caps on the text.</param>
    /// <param name="problem">Why it is something else.</param>
    public static JsonPatcher? TryParse(string text, YamlLimits limits, out string problem)
    {
        problem = "";
        try
        {
            // What starts like a JSON list has to be JSON: a list in YAML's flow style is refused.
            if (text.StartsWith('['))
            {
                using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = limits.MaxDepth });

                // Valid JSON has tabs between tokens only; YAML would not have them there.
                text = text.Replace('\t', ' ');
            }

            switch (YamlReader.ReadDocuments(text, null, limits))
            {
                case [] or [null, ..]:
                    return new JsonPatcher([]);
                case [JsonArray items, ..] when items.All(i => i is JsonObject):
                    return new JsonPatcher(items);
                default:
                    problem = "a list of operations is expected";
                    return null;
            }
        }
        catch (JsonException e)
        {
            problem = e.Message;
        }
        catch (YamlException e)
        {
            problem = e.Reason;
        }

        return null;
    }

    /// <summary>Applies all operations to a copy.</summary>
    /// <exception cref="KustomizeException">An operation does not fit the document.</exception>
    public JsonNode? Apply(JsonNode document)
    {
        try
        {
            var patched = JsonPatch.Apply(document, _operations, keysMustExist: true);
            return patched.IsDeeperThan(JsonTreeDepth.Limit) ? throw new KustomizeException("the patch nests values too deeply") : patched;
        }
        catch (PatchException e)
        {
            throw new KustomizeException(e.Message, inner: e);
        }
    }
}
