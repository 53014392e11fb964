using System.Globalization;
using GitOpsToolkit.Helm.Templates.Functions.Regex;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>Compiles schemas of drafts 4 to 2020-12. References lead to places in the same document or to the drafts' own schemas, never elsewhere.</summary>
internal sealed class SchemaCompiler
{
    private readonly Dictionary<string, SchemaDocument> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Url, string Pointer), Schema> _schemas = [];
    private readonly Queue<Schema> _queue = new();

    /// <summary>Compiles the schema at the root of a document.</summary>
    /// <param name="url">Address the document goes by.</param>
    /// <param name="document">Its content.</param>
    /// <exception cref="SchemaException">The document is no schema, or refers to one that cannot be had.</exception>
    public Schema Compile(string url, object? document)
    {
        Add(url, document);
        return Compile(url);
    }

    /// <summary>Adds a document that others refer to.</summary>
    public void Add(string url, object? document) => _documents[url] = new SchemaDocument(url, document, DialectOf);

    private Schema Compile(string url)
    {
        var root = Enqueue(url, "");
        while (_queue.TryDequeue(out var schema))
        {
            CompileOne(schema);
        }

        return root;
    }

    private Schema Enqueue(string url, string pointer)
    {
        if (!_schemas.TryGetValue((url, pointer), out var schema))
        {
            _schemas.Add((url, pointer), schema = new Schema(url, pointer));
            _queue.Enqueue(schema);
        }

        return schema;
    }

    private SchemaDocument Document(string url)
    {
        if (!_documents.TryGetValue(url, out var document))
        {
            _documents[url] = document = new SchemaDocument(url, Metaschemas.Load(url), DialectOf);
        }

        return document;
    }

    private SchemaDialect DialectOf(string metaschema)
    {
        if (SchemaDraft.Find(metaschema) is { } draft)
        {
            return new SchemaDialect(draft, null);
        }

        // A schema of its own for schemas: it says which draft it is made for, and which groups of keywords count.
        if (Document(SchemaPointer.Split(metaschema).Url).Root is not GoMap root || root["$schema"] is not string basis || basis == metaschema)
        {
            throw new SchemaException($"unsupported draft at {GoText.Quote(metaschema)}");
        }

        var dialect = DialectOf(basis);
        return dialect.Draft.Version >= 2019 && root["$vocabulary"] is GoMap vocabularies
            ? dialect with { Vocabularies = [.. vocabularies.Where(static v => v.Value is true).Select(v => v.Key.Replace(dialect.Draft.VocabularyPrefix, "", StringComparison.Ordinal))] }
            : dialect;
    }

    private void CompileOne(Schema schema)
    {
        var document = Document(schema.Url);
        document.Ensure(schema.Pointer);
        var resource = document.ResourceOf(schema.Pointer);
        schema.Draft = resource.Dialect.Draft.Version;
        schema.Resource = Enqueue(schema.Url, resource.Pointer);
        if (schema == schema.Resource)
        {
            foreach (var anchor in resource.DynamicAnchors)
            {
                schema.DynamicAnchors[anchor] = Enqueue(schema.Url, resource.Anchors[anchor]);
            }
        }

        switch (SchemaPointer.Lookup(document.Root, schema.Url, schema.Pointer))
        {
            case bool always:
                schema.Always = always;
                break;
            case GoMap { Count: 0 }:
                schema.Always = true;
                break;
            case GoMap map:
                new Keywords(this, schema, map, document, resource).Compile();
                break;
        }
    }

    /// <summary>The keywords of one schema.</summary>
    private sealed class Keywords(SchemaCompiler compiler, Schema schema, GoMap map, SchemaDocument document, SchemaResource resource)
    {
        public void Compile()
        {
            schema.Ref = Reference("$ref");
            if (schema.Draft < 2019 && schema.Ref is not null)
            {
                return;
            }

            if (Has("applicator"))
            {
                CompileApplicators();
            }

            if (Has("validation"))
            {
                CompileAssertions();
            }

            if (schema.Draft < 2019 || Has(schema.Draft == 2019 ? "format" : "format-assertion"))
            {
                schema.Format = map["format"] as string;
            }

            if (schema.Draft >= 2019)
            {
                CompileReferences();
            }
        }

        private bool Has(string vocabulary) => resource.Dialect.Has(vocabulary);

        private void CompileApplicators()
        {
            schema.AllOf = List("allOf") ?? [];
            schema.AnyOf = List("anyOf") ?? [];
            schema.OneOf = List("oneOf") ?? [];
            schema.Not = Single("not");
            schema.Properties = Table("properties");
            schema.PatternProperties = [.. (Table("patternProperties") ?? []).Select(p => (Regex(p.Key, "patternProperties"), p.Value))];
            (schema.AllowsAdditionalProperties, schema.AdditionalProperties) = Additional("additionalProperties");
            schema.Dependencies = [.. (map["dependencies"] as GoMap ?? []).Select(d => d.Value is GoList needs
                ? (d.Key, Texts(needs), (Schema?)null)
                : (d.Key, (IReadOnlyList<string>?)null, At("dependencies", d.Key)))];
            if (schema.Draft >= 2020)
            {
                schema.PrefixItems = List("prefixItems");
                schema.Items = Single("items");
            }
            else if (map["items"] is GoList)
            {
                schema.PrefixItems = List("items");
                (schema.AllowsAdditionalItems, schema.AdditionalItems) = Additional("additionalItems");
            }
            else
            {
                schema.Items = Single("items");
            }

            CompileLaterApplicators();
        }

        private void CompileLaterApplicators()
        {
            if (schema.Draft >= 6)
            {
                schema.Contains = Single("contains");
                schema.PropertyNames = Single("propertyNames");
            }

            if (schema.Draft >= 7)
            {
                schema.If = Single("if");
                schema.Then = Single("then");
                schema.Else = Single("else");
            }

            if (schema.Draft >= 2019)
            {
                schema.DependentSchemas = [.. (Table("dependentSchemas") ?? []).Select(static d => (d.Key, d.Value))];
            }
        }

        private void CompileAssertions()
        {
            schema.Types = map["type"] switch
            {
                string type => [type],
                GoList types => Texts(types),
                _ => null,
            };
            schema.Enum = map["enum"] as GoList;
            (schema.HasConst, schema.Const) = schema.Draft >= 6 ? (map.ContainsKey("const"), map["const"]) : (false, null);
            schema.MultipleOf = Number("multipleOf");
            (schema.Maximum, schema.ExclusiveMaximum) = Bound("maximum", "exclusiveMaximum");
            (schema.Minimum, schema.ExclusiveMinimum) = Bound("minimum", "exclusiveMinimum");
            schema.MinLength = Integer("minLength");
            schema.MaxLength = Integer("maxLength");
            if (map["pattern"] is string pattern)
            {
                schema.Pattern = Regex(pattern, "pattern");
                schema.PatternText = pattern;
            }

            schema.MinItems = Integer("minItems");
            schema.MaxItems = Integer("maxItems");
            schema.UniqueItems = map["uniqueItems"] is true;
            schema.MinProperties = Integer("minProperties");
            schema.MaxProperties = Integer("maxProperties");
            schema.Required = map["required"] is GoList required ? Texts(required) : [];
            if (schema.Draft >= 2019)
            {
                schema.MinContains = map.ContainsKey("contains") ? Integer("minContains") : null;
                schema.MaxContains = map.ContainsKey("contains") ? Integer("maxContains") : null;
                schema.DependentRequired = [.. (map["dependentRequired"] as GoMap ?? []).Where(static d => d.Value is GoList).Select(static d => (d.Key, Texts((GoList)d.Value!)))];
            }
        }

        private void CompileReferences()
        {
            if (schema.Draft == 2019)
            {
                schema.RecursiveRef = Reference("$recursiveRef");
                schema.RecursiveAnchor = map["$recursiveAnchor"] is true;
            }
            else
            {
                schema.DynamicRef = Reference("$dynamicRef");
                schema.DynamicRefAnchor = schema.DynamicRef is null ? "" : SchemaPointer.Split((string)map["$dynamicRef"]!).Fragment;
                schema.DynamicAnchor = map["$dynamicAnchor"] as string ?? "";
            }

            if (Has(schema.Draft == 2019 ? "applicator" : "unevaluated"))
            {
                schema.UnevaluatedItems = Single("unevaluatedItems");
                schema.UnevaluatedProperties = Single("unevaluatedProperties");
            }
        }

        private Schema? Reference(string keyword)
        {
            if (map[keyword] is not string reference)
            {
                return null;
            }

            var (path, fragment) = SchemaPointer.Split(reference);
            var url = SchemaPointer.Resolve(resource.Id, path);
            if (document.Find(url, fragment) is { } local)
            {
                return compiler.Enqueue(document.Url, local);
            }

            if (url.StartsWith("urn:", StringComparison.Ordinal) && !compiler._documents.ContainsKey(url))
            {
                // Helm takes a name it cannot resolve for a schema that accepts everything.
                return new Schema(url, "") { Always = true };
            }

            var other = compiler.Document(url);
            return compiler.Enqueue(other.Url, other.Find(url, fragment)!);
        }

        private Schema At(string keyword, string key) => compiler.Enqueue(schema.Url, SchemaPointer.Append(schema.Pointer, keyword, key));

        private Schema? Single(string keyword) =>
            map.ContainsKey(keyword) ? compiler.Enqueue(schema.Url, SchemaPointer.Append(schema.Pointer, keyword)) : null;

        private List<Schema>? List(string keyword) =>
            (map[keyword] as GoList)?.Select((_, i) => At(keyword, i.ToString(CultureInfo.InvariantCulture))).ToList();

        private Dictionary<string, Schema>? Table(string keyword) =>
            (map[keyword] as GoMap)?.ToDictionary(e => e.Key, e => At(keyword, e.Key), StringComparer.Ordinal);

        private (bool? Allowed, Schema? Schema) Additional(string keyword) => map[keyword] is bool allowed ? (allowed, null) : (null, Single(keyword));

        /// <summary>In draft 4 a boolean makes a bound exclusive; since then the exclusive bound is a number of its own.</summary>
        private (object? Inclusive, object? Exclusive) Bound(string inclusive, string exclusive) =>
            map[exclusive] is true ? (null, Number(inclusive)) : (Number(inclusive), Number(exclusive));

        private object? Number(string keyword) => map[keyword] is double number ? number : null;

        private long? Integer(string keyword) => map[keyword] is double number && number == Math.Truncate(number) ? (long)number : null;

        private GoRegexp Regex(string pattern, string keyword)
        {
            try
            {
                return GoRegexp.Compile(pattern);
            }
            catch (RegexSyntaxException e)
            {
                throw new SchemaException($"invalid regex {GoText.Quote(pattern)} at {GoText.Quote($"{schema.Location}/{keyword}")}: {e.Message}");
            }
        }

        private static IReadOnlyList<string> Texts(GoList list) => [.. list.OfType<string>()];
    }
}
