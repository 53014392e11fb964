namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>A version of JSON Schema: its name for identifiers, and the keywords under which there are schemas.</summary>
internal sealed class SchemaDraft
{
    private static readonly string[] Draft4Single = ["not", "additionalProperties", "items", "additionalItems"];
    private static readonly string[] Draft4Lists = ["allOf", "anyOf", "oneOf", "items"];
    private static readonly string[] Draft4Tables = ["definitions", "properties", "patternProperties", "dependencies"];
    private static readonly string[] Draft6Single = [.. Draft4Single, "propertyNames", "contains"];
    private static readonly string[] Draft7Single = [.. Draft6Single, "if", "then", "else"];
    private static readonly string[] Draft2019Single = [.. Draft7Single, "unevaluatedProperties", "unevaluatedItems", "contentSchema"];
    private static readonly string[] Draft2019Tables = [.. Draft4Tables, "$defs", "dependentSchemas"];

    private SchemaDraft(int version, string url, string id, string[] single, string[] lists, string[] tables, string[] vocabularies)
    {
        Version = version;
        Url = url;
        IdKeyword = id;
        Single = single;
        Lists = lists;
        Tables = tables;
        Vocabularies = vocabularies;
    }

    public static SchemaDraft Draft4 { get; } = new(4, "http://json-schema.org/draft-04/schema", "id", Draft4Single, Draft4Lists, Draft4Tables, []);

    public static SchemaDraft Draft6 { get; } = new(6, "http://json-schema.org/draft-06/schema", "$id", Draft6Single, Draft4Lists, Draft4Tables, []);

    public static SchemaDraft Draft7 { get; } = new(7, "http://json-schema.org/draft-07/schema", "$id", Draft7Single, Draft4Lists, Draft4Tables, []);

    public static SchemaDraft Draft2019 { get; } = new(
        2019, "https://json-schema.org/draft/2019-09/schema", "$id", Draft2019Single, Draft4Lists, Draft2019Tables, ["core", "applicator", "validation"]);

    public static SchemaDraft Draft2020 { get; } = new(
        2020,
        "https://json-schema.org/draft/2020-12/schema",
        "$id",
        Draft2019Single,
        [.. Draft4Lists, "prefixItems"],
        Draft2019Tables,
        ["core", "applicator", "unevaluated", "validation"]);

    /// <summary>Year of the draft, or its number before years were used.</summary>
    public int Version { get; }

    public string Url { get; }

    public string IdKeyword { get; }

    /// <summary>Keywords whose value is a schema.</summary>
    public string[] Single { get; }

    /// <summary>Keywords whose value is a list of schemas.</summary>
    public string[] Lists { get; }

    /// <summary>Keywords whose value is a table of schemas.</summary>
    public string[] Tables { get; }

    /// <summary>Groups of keywords that are in force unless a metaschema says otherwise.</summary>
    public string[] Vocabularies { get; }

    /// <summary>What names of vocabularies begin with.</summary>
    public string VocabularyPrefix => Url[..^"schema".Length] + "vocab/";

    /// <summary>The draft of a <c>$schema</c>; null for one of a schema's own.</summary>
    public static SchemaDraft? Find(string url)
    {
        var address = url.EndsWith('#') ? url[..^1] : url;
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? address : address[(scheme + 3)..]) switch
        {
            "json-schema.org/schema" or "json-schema.org/draft/2020-12/schema" => Draft2020,
            "json-schema.org/draft/2019-09/schema" => Draft2019,
            "json-schema.org/draft-07/schema" => Draft7,
            "json-schema.org/draft-06/schema" => Draft6,
            "json-schema.org/draft-04/schema" => Draft4,
            _ => null,
        };
    }
}

/// <summary>A draft with the vocabularies in force; null for the draft's own.</summary>
internal sealed record SchemaDialect(SchemaDraft Draft, IReadOnlyCollection<string>? Vocabularies)
{
    public bool Has(string vocabulary) =>
        vocabulary == "core" || Draft.Version < 2019 || (Vocabularies ?? Draft.Vocabularies).Contains(vocabulary);
}
