using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>
/// Reads built-in kinds from protobuf, in which kubectl's typed commands (<c>create</c>, <c>run</c>, <c>auth can-i</c> …)
/// send them. Answers are always JSON, which those clients accept as well.
/// </summary>
internal static class ProtobufReader
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int MaxDepth = 100;

    /// <summary>Numbers that mean something when they are zero; elsewhere a zero is a field nobody has set.</summary>
    private static readonly HashSet<string> MeaningfulZeros = new(
        ["replicas", "partition", "terminationGracePeriodSeconds", "backoffLimit", "parallelism", "completions", "gracePeriodSeconds", "minReplicas", "revisionHistoryLimit", "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "ttlSecondsAfterFinished"],
        StringComparer.Ordinal);

    private static readonly byte[] Magic = [0x6b, 0x38, 0x73, 0x00];

    /// <exception cref="ApiStatusException">The body is no protobuf, or of a kind that is not built in.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (!body.Span.StartsWith(Magic))
            {
                throw new FormatException("the body does not start with the magic number");
            }

            return ReadEnvelope(body[Magic.Length..]);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw ApiErrors.BadRequest($"couldn't get version/kind; protobuf parse error: {e.Message}");
        }
    }

    private static JsonObject ReadEnvelope(ReadOnlyMemory<byte> envelope)
    {
        var (apiVersion, kind) = ("", "");
        ReadOnlyMemory<byte> raw = default;
        var reader = new WireReader(envelope);
        while (reader.Next())
        {
            switch (reader.Number)
            {
                case 1:
                    var type = new WireReader(reader.Bytes);
                    while (type.Next())
                    {
                        (apiVersion, kind) = type.Number switch { 1 => (type.Text, kind), 2 => (apiVersion, type.Text), _ => (apiVersion, kind) };
                    }

                    break;
                case 2:
                    raw = reader.Bytes;
                    break;
            }
        }

        // Options are of every group and version.
        var schema = kind == "DeleteOptions" ? BuiltInSchemas.FindType("meta/v1.DeleteOptions") : BuiltInSchemas.Find(GroupVersionKind.Parse(apiVersion, kind));
        if (schema?.Name is null || ProtobufFields.Find(schema.Name) is null)
        {
            throw new FormatException($"no protobuf form is known of {apiVersion}, Kind={kind}");
        }

        var tree = ReadObject(raw, schema, 0);
        tree["apiVersion"] = apiVersion;
        tree["kind"] = kind;
        return tree;
    }

    private static JsonObject ReadObject(ReadOnlyMemory<byte> message, TypeSchema type, int depth)
    {
        var tree = new JsonObject();
        ReadFields(message, type.Name ?? "", type, tree, depth);
        return tree;
    }

    private static void ReadFields(ReadOnlyMemory<byte> message, string messageType, TypeSchema type, JsonObject tree, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException("nested too deep");
        }

        var fields = ProtobufFields.Find(messageType);
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (fields?.GetValueOrDefault(reader.Number) is not { } field)
            {
                continue;
            }

            if (field.Inlined is { } inlined)
            {
                ReadFields(reader.Bytes, inlined, type, tree, depth + 1);
            }
            else if (type.Child(field.Name) is { } child)
            {
                Set(tree, field.Name, child, ref reader, depth);
            }
        }
    }

    private static void Set(JsonObject tree, string name, TypeSchema type, ref WireReader reader, int depth)
    {
        switch (type.Kind)
        {
            case SchemaKind.List:
                if (tree[name] is not JsonArray list)
                {
                    tree[name] = list = [];
                }

                list.Add(ReadValue(type.Element!, ref reader, depth));
                break;
            case SchemaKind.Map:
                var (key, value) = ReadEntry(reader.Bytes, type.Element!, depth);
                tree.EnsureObject(name)[key] = value;
                break;
            default:
                if (ReadValue(type, ref reader, depth) is { } node && !IsUnset(name, node))
                {
                    tree[name] = node;
                }

                break;
        }
    }

    private static (string Key, JsonNode? Value) ReadEntry(ReadOnlyMemory<byte> entry, TypeSchema element, int depth)
    {
        var key = "";
        JsonNode? value = element.Kind == SchemaKind.String ? "" : null;
        var reader = new WireReader(entry);
        while (reader.Next())
        {
            if (reader.Number == 1)
            {
                key = reader.Text;
            }
            else
            {
                value = ReadValue(element, ref reader, depth);
            }
        }

        return (key, value);
    }

    /// <summary>Go writes every field that is no pointer, set or not.</summary>
    private static bool IsUnset(string name, JsonNode value) => value switch
    {
        JsonValue scalar when scalar.TryGetValue(out string? text) => text.Length == 0,
        JsonValue scalar when scalar.TryGetValue(out long number) => number == 0 && !MeaningfulZeros.Contains(name),
        JsonObject { Count: 0 } => name is "status" or "metadata" or "strategy" or "updateStrategy" or "resources" or "spec",
        _ => false,
    };

    private static JsonNode? ReadValue(TypeSchema type, ref WireReader reader, int depth) => type.Kind switch
    {
        SchemaKind.Object => ReadObject(reader.Bytes, type, depth + 1),
        SchemaKind.String when type.Format == "byte" => Convert.ToBase64String(reader.Bytes.Span),
        SchemaKind.String when type.Format == "date-time" => ReadTime(reader.Bytes),
        SchemaKind.String => reader.Text,
        SchemaKind.Integer => (long)reader.Value,
        SchemaKind.Boolean => reader.Value != 0,
        SchemaKind.Number => BitConverter.UInt64BitsToDouble(reader.Value),
        SchemaKind.Quantity => First(reader.Bytes, 1),
        SchemaKind.IntOrString => ReadIntOrString(reader.Bytes),
        _ => First(reader.Bytes, 1) is { Length: > 0 } json ? JsonNode.Parse(json) : null,
    };

    private static JsonNode? ReadTime(ReadOnlyMemory<byte> message)
    {
        long seconds = 0;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            seconds = reader.Number == 1 ? (long)reader.Value : seconds;
        }

        return seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static JsonValue ReadIntOrString(ReadOnlyMemory<byte> message)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Number)
            {
                case 1:
                    isText = reader.Value != 0;
                    break;
                case 2:
                    number = (long)reader.Value;
                    break;
                case 3:
                    text = reader.Text;
                    break;
            }
        }

        return isText ? JsonValue.Create(text) : JsonValue.Create(number);
    }

    private static string First(ReadOnlyMemory<byte> message, int number)
    {
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Number == number)
            {
                return reader.Text;
            }
        }

        return "";
    }

    /// <summary>Goes through the fields of one message.</summary>
    private struct WireReader(ReadOnlyMemory<byte> message)
    {
        private ReadOnlyMemory<byte> _rest = message;

        public int Number { get; private set; }

        /// <summary>The number of a field that is one.</summary>
        public ulong Value { get; private set; }

        /// <summary>The content of a field that is a text, bytes or a message.</summary>
        public ReadOnlyMemory<byte> Bytes { get; private set; }

        public readonly string Text => Encoding.UTF8.GetString(Bytes.Span);

        public bool Next()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            var tag = Varint();
            Number = checked((int)(tag >> 3));
            Bytes = default;
            Value = 0;
            switch (tag & 7)
            {
                case 0:
                    Value = Varint();
                    break;
                case 1:
                    Value = BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);
                    break;
                case 2:
                    Bytes = Take(checked((int)Varint()));
                    break;
                case 5:
                    Value = BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }

            return true;
        }

        private ReadOnlyMemory<byte> Take(int count)
        {
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        private ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var next = _rest.Span[0];
                _rest = _rest[1..];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }

            throw new FormatException("a number is too long");
        }
    }
}
