using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Makes a tree that a client sent fit the type of the request, or says why it does not.</summary>
internal static class ObjectDecoder
{
    /// <summary>Checks kind and version, removes unknown fields, checks types.</summary>
    public static void Decode(JsonObject tree, WriteRequest request)
    {
        var target = request.Target;
        CheckKind(tree, target);
        var unknown = target.Structural is { } structural ? structural.Prune(tree) : TypedObjects.Prune(tree, target.Schema);
        ReportUnknown(unknown, request);
        if (TypedObjects.CheckTypes(tree, target.Structural is null ? target.Schema : MetadataOnly.Instance) is { } mismatch)
        {
            throw ApiErrors.BadRequest($"{target.Resource.Kind} in version \"{target.Version}\" cannot be handled as a {target.Resource.Kind}: {mismatch}");
        }
    }

    /// <summary>Throws, warns or keeps quiet about unknown fields, as the request wants.</summary>
    public static void ReportUnknown(IReadOnlyList<string> unknown, WriteRequest request)
    {
        if (unknown.Count == 0 || request.Validation == FieldValidation.Ignore)
        {
            return;
        }

        var texts = unknown.Select(static field => $"unknown field \"{field}\"");
        if (request.Validation == FieldValidation.Warn)
        {
            request.Warnings.AddRange(texts);
            return;
        }

        var target = request.Target;
        throw ApiErrors.BadRequest($"{target.Resource.Kind} in version \"{target.Version}\" cannot be handled as a {target.Resource.Kind}: strict decoding error: {string.Join(", ", texts)}");
    }

    private static void CheckKind(JsonObject tree, ServedVersion target)
    {
        var (apiVersion, kind) = (tree.GetText("apiVersion"), tree.GetText("kind"));
        if (string.IsNullOrEmpty(kind) && target.Resource.IsCustom)
        {
            throw ApiErrors.BadRequest($"Object 'Kind' is missing in '{tree.ToJsonString(JsonText.Relaxed)}'");
        }

        // Built-in kinds are read into the type of the path, which supplies what the body leaves out.
        tree["apiVersion"] = apiVersion = string.IsNullOrEmpty(apiVersion) ? target.ApiVersion : apiVersion;
        tree["kind"] = kind = string.IsNullOrEmpty(kind) ? target.Resource.Kind : kind;
        if (apiVersion == target.ApiVersion && kind == target.Resource.Kind)
        {
            return;
        }

        if (target.Resource.IsCustom || (kind == target.Resource.Kind && target.Resource.Versions.Any(v => v.ApiVersion == apiVersion)))
        {
            throw ApiErrors.BadRequest(kind == target.Resource.Kind
                ? $"the API version in the data ({apiVersion}) does not match the expected API version ({target.ApiVersion})"
                : $"{kind} in version \"{target.Version}\" cannot be handled as a {target.Resource.Kind}: converting ({kind}) to ({target.Resource.Kind}): unknown conversion");
        }

        var gvk = GroupVersionKind.Parse(apiVersion, kind);
        var problem = BuiltInSchemas.FindKind(gvk) is null
            ? $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
            : $"converting ({gvk.Version}.{kind}) to ({(target.Resource.Group.Length == 0 ? "core" : target.Resource.Group.Split('.')[0])}.{target.Resource.Kind}): unknown conversion";
        throw ApiErrors.BadRequest($"{kind} in version \"{gvk.Version}\" cannot be handled as a {target.Resource.Kind}: {problem}");
    }

    /// <summary>A custom resource's values are checked as a validation of its schema; only its metadata is read into a Go type.</summary>
    private static class MetadataOnly
    {
        public static TypeSchema Instance { get; } = Create();

        private static TypeSchema Create()
        {
            var metadata = BuiltInSchemas.FindType("meta/v1.ObjectMeta") ?? TypeSchema.Any;
            return new TypeSchema(SchemaKind.Object)
            {
                PreserveUnknownFields = true,
                Fields = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                    [new KeyValuePair<string, FieldSchema>("metadata", new FieldSchema("metadata", metadata))], StringComparer.Ordinal),
            };
        }
    }
}
