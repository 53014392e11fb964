using System.Text.Json.Nodes;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Merges values files (source.md §8.3): maps deep, lists and scalars replaced, later files win.</summary>
internal static class ChartValues
{
    /// <param name="paths">The files, in order.</param>
    /// <param name="read">Content of a file; null when it is missing.</param>
    /// <param name="ignoreMissing">True leaves out missing files.</param>
    /// <returns>The merged values and the files that were there.</returns>
    /// <exception cref="FormatException">A file is missing or not YAML.</exception>
    public static (JsonObject Values, IReadOnlyList<string> Files) Merge(IReadOnlyList<string> paths, Func<string, ReadOnlyMemory<byte>?> read, bool ignoreMissing)
    {
        var merged = new JsonObject();
        var found = new List<string>();
        foreach (var path in paths)
        {
            if (read(path) is not { } content)
            {
                if (ignoreMissing)
                {
                    continue;
                }

                throw new FormatException($"no values file found at path '{path}'");
            }

            try
            {
                Merge(merged, ChartFiles.ReadYaml(content.Span, path));
            }
            catch (FormatException e)
            {
                throw new FormatException($"unmarshaling values from '{path}' failed: {e.Message}", e);
            }

            found.Add(path);
        }

        return (merged, found);
    }

    /// <summary>Depth is bounded by the reader of the files.</summary>
    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from.ToList())
        {
            if (value is JsonObject tree && into[key] is JsonObject existing)
            {
                Merge(existing, tree);
            }
            else
            {
                into[key] = value?.DeepClone();
            }
        }
    }
}
