using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>Text to tree and back, as the API server reads and writes it.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,:"u8);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 512, AllowDuplicateProperties = true };

    /// <summary>Options that leave text readable in messages.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the body of a create or replace.</summary>
    /// <param name="body">JSON or YAML.</param>
    /// <param name="isYaml">True when it may be YAML.</param>
    /// <param name="kind">Kind it is to be of, for messages.</param>
    /// <exception cref="ApiStatusException">The body is neither, or not an object.</exception>
    public static JsonObject ReadObject(ReadOnlyMemory<byte> body, bool isYaml, string kind)
    {
        try
        {
            return ReadObject(body, isYaml);
        }
        catch (ApiStatusException e)
        {
            var shown = body.Span.StartsWith("{"u8) ? Encoding.UTF8.GetString(body.Span) : Convert.ToHexStringLower(body.Span);
            throw ApiErrors.Unrecognized(kind, e.Message, shown);
        }
    }

    /// <summary>Reads a body, JSON or YAML.</summary>
    /// <exception cref="ApiStatusException">The body is neither, or not an object.</exception>
    public static JsonObject ReadObject(ReadOnlyMemory<byte> body, bool isYaml)
    {
        if (Read(body, isYaml) is JsonObject tree)
        {
            return tree;
        }

        throw ApiErrors.BadRequest("couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }");
    }

    /// <summary>Reads a body, JSON or YAML.</summary>
    /// <exception cref="ApiStatusException">The body is neither.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> body, bool isYaml)
    {
        try
        {
            if (isYaml && !StartsLikeJson(body.Span))
            {
                return YamlReader.ReadDocuments(Encoding.UTF8.GetString(body.Span)) is [var first, ..] ? first : null;
            }

            return Parse(body);
        }
        catch (FormatException e) when (e is not YamlException)
        {
            throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: {e.Message}");
        }
        catch (YamlException e)
        {
            throw ApiErrors.BadRequest($"error decoding YAML: error converting YAML to JSON: yaml: {e.Reason}");
        }
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="FormatException">The body is no JSON; the message is that of Go's decoder.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var tree = JsonNode.Parse(body.Span, default, Strict);
            Materialize(tree);
            return tree;
        }
        catch (JsonException e)
        {
            throw new FormatException(GoMessage(body.Span, e), e);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    public static void Write(IBufferWriter<byte> output, JsonNode? node)
    {
        using var writer = new Utf8JsonWriter(output, Plain);
        if (node is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            node.WriteTo(writer);
        }
    }

    public static byte[] Bytes(JsonNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, node);
        return buffer.WrittenSpan.ToArray();
    }

    private static string GoMessage(ReadOnlySpan<byte> body, JsonException e)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                // Up to where it goes wrong, or to an end that comes too early.
            }
        }
        catch (JsonException)
        {
            var at = (int)Math.Min(body.Length - 1, reader.BytesConsumed + body[(int)reader.BytesConsumed..].IndexOfAnyExcept(Separators));
            return $"invalid character '{(char)body[Math.Max(0, at)]}' looking for beginning of value";
        }

        return body.IsEmpty || e.BytePositionInLine is not null ? "unexpected end of JSON input" : e.Message;
    }

    private static bool StartsLikeJson(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && body[start] == '{';
    }

    /// <summary>Duplicate keys surface when a lazy object is first looked into; that must happen here, where it is a bad request.</summary>
    private static void Materialize(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                {
                    Materialize(value);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Materialize(item);
                }

                break;
        }
    }
}
