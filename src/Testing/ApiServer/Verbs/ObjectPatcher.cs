using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Patching;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>The four kinds of patch.</summary>
internal sealed class ObjectPatcher(ObjectWriter writer)
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string ApplyYaml = "application/apply-patch+yaml";

    private const int MaxOperations = 10_000;

    public WriteOutcome Patch(WriteRequest request, string mediaType, ReadOnlyMemory<byte> body)
    {
        if (mediaType == ApplyYaml)
        {
            return Apply(request, body);
        }

        if (request.Force)
        {
            throw InvalidOptions(static e => e.Forbidden("force", "may not be specified for non-apply patch"));
        }

        var change = mediaType switch
        {
            Json => JsonChange(body),
            Merge => MergeChange(body),
            Strategic when !request.Target.Resource.IsCustom => StrategicChange(body, request),
            Strategic => throw ApiErrors.UnsupportedMediaType($"{Json}, {Merge}, {ApplyYaml}"),
            _ => throw ApiErrors.UnsupportedPatch(),
        };
        return writer.Change(request, tree => Guarded(change, tree), decode: true);
    }

    /// <summary>Patches what a subresource shows of an object.</summary>
    public static JsonObject PatchView(JsonObject view, string mediaType, ReadOnlyMemory<byte> body)
    {
        var change = mediaType switch
        {
            Json => JsonChange(body),
            Merge or Strategic => MergeChange(body),
            ApplyYaml => MergeChange(body),
            _ => throw ApiErrors.UnsupportedPatch(),
        };
        return Guarded(change, view);
    }

    private WriteOutcome Apply(WriteRequest request, ReadOnlyMemory<byte> body)
    {
        if (request.FieldManager.Length == 0)
        {
            throw InvalidOptions(static e => e.Required("fieldManager", "is required for apply patch"));
        }

        return writer.Apply(request, JsonText.ReadObject(body, isYaml: true));
    }

    private static Func<JsonObject, JsonNode?> JsonChange(ReadOnlyMemory<byte> body)
    {
        if (ReadPatch(body) is not JsonArray operations)
        {
            throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
        }

        if (operations.Count > MaxOperations)
        {
            throw new ApiStatusException(413, "RequestEntityTooLarge", $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}");
        }

        return tree => JsonPatch.Apply(tree, operations);
    }

    private static Func<JsonObject, JsonNode?> MergeChange(ReadOnlyMemory<byte> body)
    {
        var patch = ReadPatch(body) as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
        return tree => MergePatch.Apply(tree, patch);
    }

    private static Func<JsonObject, JsonNode?> StrategicChange(ReadOnlyMemory<byte> body, WriteRequest request)
    {
        var patch = ReadPatch(body) as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}");
        return tree => StrategicMergePatch.Apply(tree, patch, request.Target.Schema);
    }

    private static JsonNode? ReadPatch(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body);
        }
        catch (FormatException e)
        {
            throw ApiErrors.BadRequest($"error decoding patch: {e.Message}");
        }
    }

    private static JsonObject Guarded(Func<JsonObject, JsonNode?> change, JsonObject tree)
    {
        try
        {
            return change(tree) as JsonObject ?? throw ApiErrors.BadRequest("the patch does not leave an object");
        }
        catch (PatchException e) when (e.Malformed)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
        catch (PatchException)
        {
            throw new ApiStatusException(422, "Invalid", "the server rejected our request due to an error in our request")
            {
                Details = [],
            };
        }
    }

    private static ApiStatusException InvalidOptions(Action<FieldErrors> add)
    {
        var errors = new FieldErrors();
        add(errors);
        try
        {
            errors.ThrowIfAny(new GroupKind("meta.k8s.io", "PatchOptions"), "");
        }
        catch (ApiStatusException e)
        {
            return e;
        }

        throw new InvalidOperationException("An error was added above.");
    }
}
