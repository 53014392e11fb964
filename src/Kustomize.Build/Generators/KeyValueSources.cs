using System.Text;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Collects the entries of a generated ConfigMap or Secret from literals, files and env files.</summary>
internal static class KeyValueSources
{
    /// <summary>The entries by key.</summary>
    /// <exception cref="KustomizeException">A source is malformed or missing, or a key is repeated.</exception>
    public static SortedDictionary<string, ReadOnlyMemory<byte>> Load(GeneratorRule rule, DirectoryLoader loader)
    {
        var entries = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        void Add(string key, ReadOnlyMemory<byte> value, string field)
        {
            if (!entries.TryAdd(key, value))
            {
                throw new KustomizeException($"configmap {rule.Name} illegally repeats the key `{key}`", field: field);
            }
        }

        foreach (var path in rule.Envs)
        {
            var lines = BuildContext.Text(loader.Load(path)).TrimStart('\uFEFF').Split('\n');
            foreach (var line in lines)
            {
                if (EnvEntry(line.TrimEnd('\r')) is { Key.Length: > 0 } entry)
                {
                    Add(entry.Key, Encoding.UTF8.GetBytes(entry.Value), rule.Field + ".envs");
                }
            }
        }

        foreach (var literal in rule.Literals)
        {
            var equals = literal.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new KustomizeException($"invalid literal source {literal}, expected key=value", field: rule.Field + ".literals");
            }

            Add(literal[..equals], Encoding.UTF8.GetBytes(WithoutQuotes(literal[(equals + 1)..])), rule.Field + ".literals");
        }

        foreach (var source in rule.Files)
        {
            var (key, path) = FileSource(source, rule.Field + ".files");
            Add(key, loader.Load(path), rule.Field + ".files");
        }

        return entries;
    }

    private static (string Key, string Value) EnvEntry(string line)
    {
        line = line.TrimStart();
        if (line.Length == 0 || line[0] == '#')
        {
            return ("", "");
        }

        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (line, "") : (line[..equals], line[(equals + 1)..]);
    }

    private static (string Key, string Path) FileSource(string source, string field)
    {
        var parts = source.Split('=');
        return parts switch
        {
            [var path] => (TreePath.Name(path), path),
            ["", var path] => throw new KustomizeException($"missing key name for file path \"{path}\" in source \"{source}\"", field: field),
            [var key, ""] => throw new KustomizeException($"missing file path for key name \"{key}\" in source \"{source}\"", field: field),
            [var key, var path] => (key, path),
            _ => throw new KustomizeException($"source \"{source}\" key name or file path contains '='", field: field),
        };
    }

    private static string WithoutQuotes(string text) =>
        text.Length >= 2 && text[0] == text[^1] && text[0] is '"' or '\'' ? text[1..^1] : text;
}
