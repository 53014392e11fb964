using GitOpsToolkit.Helm.Templates.Functions.Json;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>The drafts' own schemas, which are part of this assembly: the only documents that a chart's schema can refer to.</summary>
internal static class Metaschemas
{
    private const string Host = "json-schema.org/";

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Schema> Compiled = new(StringComparer.Ordinal);

    /// <summary>The content of a document.</summary>
    /// <exception cref="SchemaException">It is not one of the drafts' own.</exception>
    public static object? Load(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var name = scheme > 0 && url.AsSpan(scheme + 3).StartsWith(Host) ? url[(scheme + 3 + Host.Length)..] : null;
        using var stream = name is null ? null : typeof(Metaschemas).Assembly.GetManifestResourceStream($"metaschemas/{name}");
        if (stream is null)
        {
            throw new SchemaException($"failing loading {GoText.Quote(url)}: schemas outside of the chart are not fetched");
        }

        using var reader = new StreamReader(stream);
        return JsonReader.Read(reader.ReadToEnd());
    }

    /// <summary>The schema that schemas of a draft have to fit.</summary>
    public static Schema Of(SchemaDraft draft) => Compiled.GetOrAdd(draft.Url, static url => new SchemaCompiler().Compile(url, Load(url)));
}
