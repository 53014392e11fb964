using System.Globalization;
using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>What Helm reads of a document to sort it.</summary>
/// <param name="ApiVersion">API version, or empty.</param>
/// <param name="Kind">Kind, or empty.</param>
/// <param name="Name">Name, or empty.</param>
/// <param name="Annotations">Annotations that are texts.</param>
internal sealed record ManifestHead(string ApiVersion, string Kind, string Name, IReadOnlyDictionary<string, string> Annotations)
{
    private static readonly Dictionary<string, string> None = [];

    /// <exception cref="YamlSyntaxException">The document is not YAML, or its head has another shape; the message is Go's.</exception>
    public static ManifestHead Read(string document)
    {
        var root = YamlDecoder.ReadFirst(document, keepIntegers: true);
        if (root is null)
        {
            return new ManifestHead("", "", "", None);
        }

        if (root is not GoMap map)
        {
            throw Mismatch(root, "Go value of type util.SimpleHead");
        }

        var metadata = Field(map, "metadata") switch
        {
            null => null,
            GoMap table => table,
            var other => throw Mismatch(other, "Go struct field SimpleHead.metadata of type struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }"),
        };
        return new ManifestHead(
            Text(Field(map, "apiVersion"), "SimpleHead.apiVersion"),
            Text(Field(map, "kind"), "SimpleHead.kind"),
            metadata is null ? "" : Text(Field(metadata, "name"), "SimpleHead.metadata.name"),
            metadata is null ? None : ReadAnnotations(Field(metadata, "annotations")));
    }

    private static Dictionary<string, string> ReadAnnotations(object? value)
    {
        if (value is null)
        {
            return None;
        }

        if (value is not GoMap map)
        {
            throw Mismatch(value, "Go struct field .metadata.annotations of type map[string]string");
        }

        var annotations = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach (var (key, annotation) in map)
        {
            // Unlike the other texts of a head, these do not take numbers and booleans.
            annotations[key] = annotation switch
            {
                null => "",
                string text => text,
                _ => throw Mismatch(annotation, "Go struct field .metadata.annotations of type string"),
            };
        }

        return annotations;
    }

    /// <summary>A field by its name, or by one that differs in case only.</summary>
    private static object? Field(GoMap map, string name)
    {
        if (map.TryGetValue(name, out var exact))
        {
            return exact;
        }

        foreach (var (key, value) in map.Unordered)
        {
            if (key.Length == name.Length && string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    private static string Text(object? value, string path) => value switch
    {
        null => "",
        string text => text,
        bool b => b ? "true" : "false",
        double number => GoFormat.FormatFloat(number, 'g', -1, 32),
        long or ulong or nint => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        _ => throw Mismatch(value, $"Go struct field {path} of type string"),
    };

    private static YamlSyntaxException Mismatch(object? value, string target) =>
        new($"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonReader.NameOf(value)} into {target}");
}
