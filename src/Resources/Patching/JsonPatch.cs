using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>
/// JSON Patch (RFC 6902) as kube-apiserver applies it: removing or replacing what is not there is an error in lists and for
/// <c>remove</c>, <c>replace</c> of an absent object key adds it, negative indexes count from the end, and setting the whole
/// document takes an object or a list only.
/// </summary>
public static class JsonPatch
{
    /// <summary>Applies operations in order to a copy of a document; all or nothing.</summary>
    /// <param name="document">The document, left as it is.</param>
    /// <param name="operations">The patch: a list of objects with <c>op</c>, <c>path</c> and what the operation needs.</param>
    /// <exception cref="PatchException">An operation is malformed or does not fit; the message is kube-apiserver's.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonArray operations) => Apply(document, operations, keysMustExist: false);

    /// <summary>Applies operations in order to a copy of a document; all or nothing.</summary>
    /// <param name="document">The document, left as it is.</param>
    /// <param name="operations">The patch: a list of objects with <c>op</c>, <c>path</c> and what the operation needs.</param>
    /// <param name="keysMustExist">True refuses to replace, copy or move an absent object key, as kustomize does and kube-apiserver does not.</param>
    /// <exception cref="PatchException">An operation is malformed or does not fit.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonArray operations, bool keysMustExist)
    {
        ArgumentNullException.ThrowIfNull(operations);
        PatchException.ThrowIfTooDeep(document);
        PatchException.ThrowIfTooDeep(operations);
        var result = document?.DeepClone();
        foreach (var node in operations)
        {
            if (node is not JsonObject operation)
            {
                throw new PatchException("json: cannot unmarshal value into Go value of type jsonpatch.Operation", malformed: true);
            }

            result = Apply(result, operation, keysMustExist);
        }

        return result;
    }

    private static JsonNode? Apply(JsonNode? document, JsonObject operation, bool keysMustExist)
    {
        var op = operation.GetText("op") ?? "unknown";
        return op switch
        {
            "add" => Add(document, Path(operation, op), Value(operation)),
            "remove" => Remove(document, Path(operation, op)),
            "replace" => Replace(document, Path(operation, op), Value(operation), keysMustExist),
            "move" => Move(document, From(operation, op), Path(operation, op), keysMustExist),
            "copy" => Copy(document, From(operation, op), Path(operation, op), keysMustExist),
            "test" => Test(document, Path(operation, op), operation["value"]),
            _ => throw new PatchException($"Unexpected kind: {op}"),
        };
    }

    private static string Path(JsonObject operation, string op) =>
        operation.GetText("path") ?? throw new PatchException($"{op} operation failed to decode path: missing value");

    private static string From(JsonObject operation, string op) =>
        operation.GetText("from") ?? throw new PatchException($"{op} operation failed to decode from: missing value");

    private static JsonNode? Value(JsonObject operation) => operation["value"]?.DeepClone();

    private static JsonNode? Add(JsonNode? document, string path, JsonNode? value)
    {
        var place = JsonPointer.Find(document, path)
            ?? throw new PatchException($"add operation does not apply: doc is missing path: \"{path}\": missing value");
        place.Add(value, $"error in add for path: '{path}'");
        return document;
    }

    private static JsonNode? Remove(JsonNode? document, string path)
    {
        var place = JsonPointer.Find(document, path)
            ?? throw new PatchException($"remove operation does not apply: doc is missing path: \"{path}\": missing value");
        place.Remove($"error in remove for path: '{path}'");
        return document;
    }

    private static JsonNode? Replace(JsonNode? document, string path, JsonNode? value, bool keysMustExist)
    {
        if (path.Length == 0)
        {
            return value is JsonObject or JsonArray
                ? value
                : throw new PatchException("replace operation value must be object or array: missing value");
        }

        var place = JsonPointer.Find(document, path)
            ?? throw new PatchException($"replace operation does not apply: doc is missing path: {path}: missing value");
        if ((keysMustExist && place.IsAbsentKey) || !place.TryGet(out _, out _))
        {
            throw new PatchException($"replace operation does not apply: doc is missing key: {path}: missing value");
        }

        place.Set(value);
        return document;
    }

    private static JsonNode? Move(JsonNode? document, string from, string path, bool keysMustExist)
    {
        var source = JsonPointer.Find(document, from)
            ?? throw new PatchException($"move operation does not apply: doc is missing from path: {from}: missing value");
        ThrowIfAbsent(source, keysMustExist, $"error in move for path: '{source.Key}'");
        var value = source.Get($"error in move for path: '{source.Key}'");
        source.Remove($"error in move for path: '{source.Key}'");
        var target = JsonPointer.Find(document, path)
            ?? throw new PatchException($"move operation does not apply: doc is missing destination path: {path}: missing value");
        target.Add(value, $"error in move for path: '{path}'");
        return document;
    }

    private static JsonNode? Copy(JsonNode? document, string from, string path, bool keysMustExist)
    {
        var source = JsonPointer.Find(document, from)
            ?? throw new PatchException($"copy operation does not apply: doc is missing from path: {from}: missing value");
        ThrowIfAbsent(source, keysMustExist, $"error in copy for from: '{from}'");
        var value = source.Get($"error in copy for from: '{from}'");
        var target = JsonPointer.Find(document, path)
            ?? throw new PatchException($"copy operation does not apply: doc is missing destination path: {path}: missing value");
        target.Add(value?.DeepClone(), "error while adding value during copy");
        return document;
    }

    private static void ThrowIfAbsent(JsonPointer source, bool keysMustExist, string context)
    {
        if (keysMustExist && source.IsAbsentKey)
        {
            throw new PatchException($"{context}: unable to get nonexistent key: {source.Key}: missing value");
        }
    }

    private static JsonNode? Test(JsonNode? document, string path, JsonNode? expected)
    {
        JsonNode? actual;
        if (path.Length == 0)
        {
            actual = document;
        }
        else
        {
            var place = JsonPointer.Find(document, path)
                ?? throw new PatchException($"test operation does not apply: is missing path: {path}: missing value");
            actual = place.Get($"error in test for path: '{path}'");
        }

        return JsonNode.DeepEquals(actual, expected)
            ? document
            : throw new PatchException($"testing value {path} failed: test failed");
    }
}
