using System.Text;
using GitOpsToolkit.Helm.Templates.Functions.Yaml;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Values;

/// <summary>Reads values files: any number of documents, later ones over earlier ones.</summary>
internal static class ValuesYaml
{
    private const string Separator = "---";

    /// <exception cref="YamlSyntaxException">A document is not YAML or no table; the message is Helm's.</exception>
    public static GoMap Read(string text)
    {
        var values = new GoMap();
        foreach (var document in Documents(text))
        {
            values = ValueTables.MergeMaps(values, ReadDocument(document));
        }

        return values;
    }

    private static GoMap ReadDocument(string document)
    {
        try
        {
            return YamlDecoder.ReadFirst(document) switch
            {
                null => new GoMap(),
                GoMap map => map,
                var other => throw new YamlSyntaxException(YamlDecoder.WrongShape(other, GoType.AnyMap)),
            };
        }
        catch (YamlSyntaxException e)
        {
            throw new YamlSyntaxException($"cannot unmarshal yaml document: {e.Message}");
        }
    }

    /// <summary>
    /// The texts between lines that begin with three dashes. A separator before any text stays part of what follows, so that lines count
    /// as in the file. Lines end in a line feed whatever they ended in, the last one too.
    /// </summary>
    private static IEnumerable<string> Documents(string text)
    {
        if (!text.Contains(Separator, StringComparison.Ordinal) && text.EndsWith('\n') && !text.Contains('\r', StringComparison.Ordinal))
        {
            // Read line by line, a text ends with a line end; the place of an error may depend on it.
            yield return text.EndsWith('\n') ? text : text + '\n';
            yield break;
        }

        var document = new StringBuilder();
        foreach (var part in text.EndsWith('\n') ? text[..^1].Split('\n') : text.Split('\n'))
        {
            var line = part.EndsWith('\r') ? part[..^1] : part;
            if (line.StartsWith(Separator, StringComparison.Ordinal))
            {
                var rest = line[Separator.Length..].Trim();
                if (rest.Length > 0 && rest[0] != '#')
                {
                    throw new YamlSyntaxException($"error reading yaml document: invalid Yaml document separator: {rest}");
                }

                if (document.Length > 0)
                {
                    yield return document.ToString();
                    document.Clear();
                    continue;
                }
            }

            document.Append(line).Append('\n');
        }

        if (document.Length > 0)
        {
            yield return document.ToString();
        }
    }
}
