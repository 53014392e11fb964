using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>
/// Turns UTF-8 into objects. What is not wanted is left out before the tree is made: a tree keeps the text it was
/// parsed from, so removing managed fields afterwards would free nothing.
/// </summary>
internal static class ObjectReader
{
    /// <summary>Nesting that covers every CRD schema; the writer of a tree is recursive, so there is an end to it.</summary>
    public const int MaxDepth = 512;

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Reads one complete object.</summary>
    public static Unstructured Read(ReadOnlySpan<byte> json, ObjectShape shape)
    {
        if (shape.IsVerbatim)
        {
            return new Unstructured(Parse(json));
        }

        using var scratch = new PooledBuffer(json.Length + 128);
        var reader = new Utf8JsonReader(json, ReaderOptions);
        reader.Read();
        return TryCopy(ref reader, json, scratch, shape) ? new Unstructured(Parse(scratch.Written)) : throw new JsonException("the object is cut off");
    }

    /// <summary>Parses an object into a tree that owns its memory.</summary>
    public static JsonObject Parse(ReadOnlySpan<byte> json) =>
        JsonNode.Parse(json, nodeOptions: null, DocumentOptions) as JsonObject ?? throw new JsonException("the answer is no JSON object");

    /// <summary>
    /// Copies the object the reader stands on in the wanted shape. False, with the reader anywhere, when the input ends
    /// before the object does.
    /// </summary>
    public static bool TryCopy(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, PooledBuffer output, ObjectShape shape)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"expected an object, found {reader.TokenType}");
        }

        output.Clear();
        output.Append("{"u8);
        var separate = false;
        var first = true;
        var typed = shape.MetadataOnly;
        if (typed)
        {
            output.Append(shape.TypeFields);
            separate = true;
        }

        while (true)
        {
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.EndObject)
            {
                break;
            }

            var start = (int)reader.TokenStartIndex;
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            var isType = !isMetadata && (reader.ValueTextEquals("kind"u8) || reader.ValueTextEquals("apiVersion"u8));
            if (!reader.Read())
            {
                return false;
            }

            // Encoders put the type first, so an object that starts with something else has none.
            if (first && !typed && !isType && shape.TypeFields is not null)
            {
                output.Append(shape.TypeFields);
                separate = typed = true;
            }

            first = false;
            if ((isType && typed) || (shape.MetadataOnly && !isMetadata && !isType))
            {
                if (!reader.TrySkip())
                {
                    return false;
                }

                continue;
            }

            if (separate)
            {
                output.Append(","u8);
            }

            separate = true;
            if (isMetadata && shape.DropManagedFields && reader.TokenType == JsonTokenType.StartObject)
            {
                if (!TryCopyMetadata(ref reader, json, output))
                {
                    return false;
                }
            }
            else if (reader.TrySkip())
            {
                output.Append(json[start..(int)reader.BytesConsumed]);
            }
            else
            {
                return false;
            }
        }

        output.Append("}"u8);
        return true;
    }

    private static bool TryCopyMetadata(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, PooledBuffer output)
    {
        output.Append("\"metadata\":{"u8);
        var separate = false;
        while (true)
        {
            if (!reader.Read())
            {
                return false;
            }

            if (reader.TokenType == JsonTokenType.EndObject)
            {
                break;
            }

            var start = (int)reader.TokenStartIndex;
            var drop = reader.ValueTextEquals("managedFields"u8);
            if (!reader.Read() || !reader.TrySkip())
            {
                return false;
            }

            if (drop)
            {
                continue;
            }

            if (separate)
            {
                output.Append(","u8);
            }

            separate = true;
            output.Append(json[start..(int)reader.BytesConsumed]);
        }

        output.Append("}"u8);
        return true;
    }
}
