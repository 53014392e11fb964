using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>The shape in which objects are answered.</summary>
internal enum OutputShape
{
    Object,
    Metadata,
    Table,
}

/// <summary>What the Accept header asks for.</summary>
/// <param name="Shape">Whole objects, their metadata, or rows.</param>
/// <param name="Yaml">YAML instead of JSON.</param>
internal readonly record struct OutputFormat(OutputShape Shape, bool Yaml)
{
    private const string Supported = "application/json, application/yaml";

    public string ContentType => Yaml ? "application/yaml" : "application/json";

    /// <summary>The first acceptable form; a header with nothing but unknown types is refused.</summary>
    public static OutputFormat Negotiate(HttpRequest request)
    {
        var header = request.Headers.Accept.ToString();
        if (header.Length == 0)
        {
            return default;
        }

        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parameters = part.Split(';', StringSplitOptions.TrimEntries);
            var shape = Parameter(parameters, "as") switch
            {
                "" => OutputShape.Object,
                "Table" => OutputShape.Table,
                "PartialObjectMetadata" or "PartialObjectMetadataList" => OutputShape.Metadata,
                _ => (OutputShape?)null,
            };
            if (shape is null)
            {
                continue;
            }

            switch (parameters[0].ToLowerInvariant())
            {
                case "application/json" or "*/*" or "application/*":
                    return new(shape.Value, false);
                case "application/yaml":
                    return new(shape.Value, true);
            }
        }

        throw ApiErrors.NotAcceptable(Supported);
    }

    private static string Parameter(string[] parameters, string name) =>
        parameters.Skip(1).FirstOrDefault(p => p.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";
}
