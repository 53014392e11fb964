using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.OpenApi;

/// <summary>OpenAPI descriptions, made from the types of the resources when they are asked for.</summary>
internal sealed class OpenApiDocuments(IReadOnlyCollection<ServedResource> resources)
{
    private static readonly string[] Methods = ["get", "put", "patch", "delete"];

    private readonly Dictionary<(string, string), JsonObject> _documents = [];

    /// <summary>Where the document of each group version is.</summary>
    public JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var version in resources.SelectMany(static r => r.Versions).DistinctBy(static v => v.ApiVersion).OrderBy(static v => v.ApiVersion, StringComparer.Ordinal))
        {
            var path = version.Resource.Group.Length == 0 ? $"api/{version.Version}" : $"apis/{version.ApiVersion}";
            var hash = string.Join(',', Served(version.Resource.Group, version.Version).Select(static v => v.GetHashCode())).GetHashCode(StringComparison.Ordinal);
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash:X8}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The description of one group version, null when it is not served.</summary>
    public JsonObject? Document(string group, string version)
    {
        lock (_documents)
        {
            if (_documents.TryGetValue((group, version), out var known))
            {
                return known;
            }

            var served = Served(group, version).ToList();
            return served.Count == 0 ? null : _documents[(group, version)] = Create(served);
        }
    }

    /// <summary>Everything in OpenAPI 2.0, for clients that know no other.</summary>
    public JsonObject Version2()
    {
        var schemas = new SchemaWriter("#/definitions/");
        foreach (var version in resources.SelectMany(static r => r.Versions))
        {
            schemas.AddKind(version);
        }

        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = Info(),
            ["paths"] = new JsonObject(),
            ["definitions"] = schemas.Schemas,
        };
    }

    private static JsonObject Create(List<ServedVersion> served)
    {
        var schemas = new SchemaWriter("#/components/schemas/");
        var paths = new JsonObject();
        foreach (var version in served)
        {
            var reference = schemas.AddKind(version);
            var root = version.Resource.Group.Length == 0 ? $"/api/{version.Version}" : $"/apis/{version.ApiVersion}";
            var collection = version.Resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{version.Resource.Plural}" : $"{root}/{version.Resource.Plural}";
            paths[collection] = new JsonObject { ["get"] = Operation(version, reference, "list"), ["post"] = Operation(version, reference, "post") };
            var item = new JsonObject();
            foreach (var method in Methods)
            {
                item[method] = Operation(version, reference, method);
            }

            paths[collection + "/{name}"] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas.Schemas },
        };
    }

    private static JsonObject Operation(ServedVersion version, string reference, string action)
    {
        var operation = new JsonObject
        {
            ["operationId"] = $"{action}{version.Resource.Group}{version.Version}{version.Resource.Kind}",
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = SchemaWriter.KindReference(version),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = "OK",
                    ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = reference } } },
                },
            },
        };
        if (action is "post" or "put" or "patch")
        {
            operation["parameters"] = new JsonArray([.. new[] { "dryRun", "fieldManager", "fieldValidation" }.Select(static name => new JsonObject
            {
                ["name"] = name,
                ["in"] = "query",
                ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true },
            })]);
        }

        return operation;
    }

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = "v1.33.4" };

    private IEnumerable<ServedVersion> Served(string group, string version) =>
        resources.Where(r => r.Group == group).Select(r => r.Version(version)).OfType<ServedVersion>();
}
