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
    /// <exception cref="ApiStatusException">The body does not fit.</exception>
    public static void Decode(JsonObject tree, WriteRequest request)
    {
        CheckKind(tree, request.Target);
        if (Fit(tree, request) is { } problem)
        {
            throw ApiErrors.BadRequest(Unfit(request.Target.Resource.Kind, request.Target.Version, request.Target, problem));
        }
    }

    /// <summary>Reads the result of a patch, about which failures are worded as being invalid.</summary>
    /// <exception cref="ApiStatusException">What the patch makes does not fit.</exception>
    public static void DecodePatched(JsonObject tree, WriteRequest request)
    {
        CheckCustomKind(tree, request.Target);
        var sent = tree.ToJsonString(JsonText.Relaxed);
        if ((KindProblem(tree, request.Target) ?? Fit(tree, request)) is { } problem)
        {
            var errors = new FieldErrors();
            errors.Invalid("patch", JsonValue.Create(sent), problem);
            errors.ThrowIfAny(new GroupKind("", ""), "");
        }
    }

    /// <summary>Makes the result of an apply fit its type; it was checked when it was merged.</summary>
    public static void DecodeApplied(JsonObject tree, WriteRequest request) => Fit(tree, request with { Validation = FieldValidation.Ignore });

    /// <summary>Removes unknown fields and checks types; what is wrong, null when nothing is.</summary>
    private static string? Fit(JsonObject tree, WriteRequest request)
    {
        var target = request.Target;
        var unknown = target.Structural is { } structural ? structural.Prune(tree) : TypedObjects.Prune(tree, target.Schema);
        var texts = unknown.Select(static field => $"unknown field \"{field}\"");
        if (request.Validation == FieldValidation.Warn)
        {
            request.Warnings.AddRange(texts);
        }
        else if (request.Validation == FieldValidation.Strict && unknown.Count > 0)
        {
            return $"strict decoding error: {string.Join(", ", texts)}";
        }

        return TypedObjects.CheckTypes(tree, target.Structural is null ? target.Schema : MetadataOnly.Instance);
    }

    private static string Unfit(string kind, string version, ServedVersion target, string problem) =>
        $"{kind} in version \"{version}\" cannot be handled as a {target.Resource.Kind}: {problem}";

    private static void CheckKind(JsonObject tree, ServedVersion target)
    {
        var (apiVersion, kind) = (tree.GetText("apiVersion"), tree.GetText("kind"));
        if (string.IsNullOrEmpty(kind) && target.Resource.IsCustom)
        {
            var body = tree.ToJsonString(JsonText.Relaxed);
            throw ApiErrors.Unrecognized(target.Resource.Kind, $"Object 'Kind' is missing in '{body}'", body);
        }

        // Built-in kinds are read into the type of the path, which supplies what the body leaves out.
        tree["apiVersion"] = apiVersion = string.IsNullOrEmpty(apiVersion) ? target.ApiVersion : apiVersion;
        tree["kind"] = kind = string.IsNullOrEmpty(kind) ? target.Resource.Kind : kind;
        if (KindProblem(tree, target) is not { } problem)
        {
            return;
        }

        CheckCustomKind(tree, target);
        if (target.Resource.IsCustom || (kind == target.Resource.Kind && target.Resource.Versions.Any(v => v.ApiVersion == apiVersion)))
        {
            throw ApiErrors.BadRequest(kind == target.Resource.Kind
                ? $"the API version in the data ({apiVersion}) does not match the expected API version ({target.ApiVersion})"
                : Unfit(kind, target.Version, target, problem));
        }

        throw ApiErrors.BadRequest(Unfit(kind, GroupVersionKind.Parse(apiVersion, kind).Version, target, problem));
    }

    /// <summary>A custom resource of another kind is read all the same, and then found invalid.</summary>
    private static void CheckCustomKind(JsonObject tree, ServedVersion target)
    {
        var (apiVersion, kind) = (tree.GetText("apiVersion") ?? "", tree.GetText("kind") ?? "");
        if (target.Resource.IsCustom && kind != target.Resource.Kind)
        {
            var errors = new FieldErrors();
            errors.Invalid("kind", JsonValue.Create(kind), $"must be {target.Resource.Kind}");
            errors.ThrowIfAny(new GroupKind(GroupVersionKind.Parse(apiVersion, kind).Group, kind), tree["metadata"].At("name").AsText() ?? "");
        }
    }

    private static string? KindProblem(JsonObject tree, ServedVersion target)
    {
        var (apiVersion, kind) = (tree.GetText("apiVersion") ?? "", tree.GetText("kind") ?? "");
        if (apiVersion == target.ApiVersion && kind == target.Resource.Kind)
        {
            return null;
        }

        var gvk = GroupVersionKind.Parse(apiVersion, kind);
        return BuiltInSchemas.FindKind(gvk) is null
            ? $"no kind \"{kind}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
            : $"converting ({gvk.Version}.{kind}) to ({(target.Resource.Group.Length == 0 ? "core" : target.Resource.Group.Split('.')[0])}.{target.Resource.Kind}): unknown conversion";
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
