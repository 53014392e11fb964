using System.Globalization;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>A part of a document that has an identifier of its own, with the anchors in it.</summary>
internal sealed class SchemaResource(string pointer, string id, SchemaDialect dialect)
{
    public string Pointer { get; } = pointer;

    public string Id { get; } = id;

    public SchemaDialect Dialect { get; } = dialect;

    public Dictionary<string, string> Anchors { get; } = new(StringComparer.Ordinal);

    public HashSet<string> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}

/// <summary>A document with schemas in it: finds identifiers and anchors, and what references to them mean.</summary>
internal sealed class SchemaDocument
{
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Func<string, SchemaDialect> _dialectOf;

    /// <param name="url">Where the document is.</param>
    /// <param name="root">Its content.</param>
    /// <param name="dialectOf">The dialect of a <c>$schema</c>.</param>
    public SchemaDocument(string url, object? root, Func<string, SchemaDialect> dialectOf)
    {
        Url = url;
        Root = root;
        _dialectOf = dialectOf;
        Collect(root, url, "", new SchemaDialect(SchemaDraft.Draft2020, null));
        if (!_resources.ContainsKey(""))
        {
            _resources[""] = new SchemaResource("", url, new SchemaDialect(SchemaDraft.Draft2020, null));
        }
    }

    public string Url { get; }

    public object? Root { get; }

    /// <summary>The innermost resource a place is in.</summary>
    public SchemaResource ResourceOf(string pointer)
    {
        while (true)
        {
            if (_resources.TryGetValue(pointer, out var resource))
            {
                return resource;
            }

            pointer = pointer[..pointer.LastIndexOf('/')];
        }
    }

    /// <summary>Makes sure that identifiers below a place outside of the usual keywords are known too.</summary>
    public void Ensure(string pointer)
    {
        if (!_seen.Contains(pointer))
        {
            var resource = ResourceOf(pointer);
            Collect(SchemaPointer.Lookup(Root, Url, pointer), resource.Id, pointer, resource.Dialect);
        }
    }

    /// <summary>The place in this document that an address means; null when it means another document.</summary>
    /// <exception cref="SchemaException">There is no such anchor.</exception>
    public string? Find(string url, string fragment)
    {
        var resource = url == Url ? _resources[""] : _resources.Values.FirstOrDefault(r => r.Id == url);
        if (resource is null)
        {
            return null;
        }

        if (fragment.Length == 0 || fragment[0] == '/')
        {
            return resource.Pointer + fragment;
        }

        return resource.Anchors.TryGetValue(fragment, out var pointer)
            ? pointer
            : throw new SchemaException($"anchor in {GoText.Quote($"{resource.Id}#{fragment}")} not found in schema {GoText.Quote(Url)}");
    }

    private void Collect(object? schema, string baseUrl, string pointer, SchemaDialect inherited)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_seen.Add(pointer) || schema is not GoMap map)
        {
            return;
        }

        var dialect = map["$schema"] is string name ? _dialectOf(name) : inherited;
        var id = IdOf(map, dialect.Draft);
        if (id.Length == 0 && pointer.Length > 0)
        {
            dialect = inherited;
            id = IdOf(map, dialect.Draft);
        }

        if (id.Length > 0)
        {
            baseUrl = SchemaPointer.Resolve(baseUrl, id);
        }

        if ((id.Length > 0 || pointer.Length == 0) && _resources.Values.All(r => r.Id != baseUrl))
        {
            _resources[pointer] = new SchemaResource(pointer, baseUrl, dialect);
        }

        var resource = ResourceOf(pointer);
        AddAnchors(map, pointer, resource);
        foreach (var (place, child) in Subschemas(map, pointer, dialect.Draft))
        {
            Collect(child, baseUrl, place, resource.Dialect);
        }
    }

    /// <summary>Before 2019, nothing beside a reference counts.</summary>
    private static string IdOf(GoMap map, SchemaDraft draft) =>
        (draft.Version < 2019 && map.ContainsKey("$ref")) || map[draft.IdKeyword] is not string id ? "" : SchemaPointer.Split(id).Url;

    private static void AddAnchors(GoMap map, string pointer, SchemaResource resource)
    {
        var draft = resource.Dialect.Draft;
        if (draft.Version < 2019)
        {
            if (!map.ContainsKey("$ref") && map[draft.IdKeyword] is string id && SchemaPointer.Split(id).Fragment is [not '/', ..] fragment)
            {
                resource.Anchors.TryAdd(fragment, pointer);
            }

            return;
        }

        if (map["$anchor"] is string anchor)
        {
            resource.Anchors.TryAdd(anchor, pointer);
        }

        if (draft.Version >= 2020 && map["$dynamicAnchor"] is string dynamicAnchor)
        {
            resource.Anchors.TryAdd(dynamicAnchor, pointer);
            resource.DynamicAnchors.Add(dynamicAnchor);
        }
    }

    private static IEnumerable<(string Pointer, object? Schema)> Subschemas(GoMap map, string pointer, SchemaDraft draft)
    {
        foreach (var keyword in draft.Single)
        {
            if (map[keyword] is GoMap child)
            {
                yield return (SchemaPointer.Append(pointer, keyword), child);
            }
        }

        foreach (var keyword in draft.Lists)
        {
            var list = map[keyword] as GoList;
            for (var i = 0; i < (list?.Count ?? 0); i++)
            {
                yield return (SchemaPointer.Append(pointer, keyword, i.ToString(CultureInfo.InvariantCulture)), list![i]);
            }
        }

        foreach (var keyword in draft.Tables)
        {
            foreach (var (key, child) in map[keyword] as GoMap ?? [])
            {
                yield return (SchemaPointer.Append(pointer, keyword, key), child);
            }
        }
    }
}
