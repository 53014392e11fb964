using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Storage;

/// <summary>One version of one object, immutable: the bytes that reads answer with, and what selectors look at.</summary>
/// <remarks>
/// The bytes hold everything but <c>apiVersion</c> and <c>kind</c>, because those depend on the version a request asks
/// for, and because items of a list of a built-in kind carry neither.
/// </remarks>
internal sealed class StoredObject
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private StoredObject(NamespacedName key, string uid, long revision, ReadOnlyMemory<byte> body, ImmutableDictionary<string, string> labels)
    {
        Key = key;
        Uid = uid;
        Revision = revision;
        Body = body;
        Labels = labels;
    }

    public NamespacedName Key { get; }

    public string Uid { get; }

    /// <summary>The resource version.</summary>
    public long Revision { get; }

    /// <summary>The JSON object without braces around it and without apiVersion and kind: <c>"metadata":{…},"spec":…</c>.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public ImmutableDictionary<string, string> Labels { get; }

    /// <summary>Makes the stored form of a tree and writes the resource version into the tree.</summary>
    public static StoredObject From(JsonObject tree, long revision)
    {
        var metadata = tree.EnsureObject("metadata");
        metadata["resourceVersion"] = revision.ToString();
        var key = new NamespacedName(metadata.GetText("namespace") ?? "", metadata.GetText("name") ?? "");
        var labels = metadata["labels"] is JsonObject map
            ? map.ToImmutableDictionary(static l => l.Key, static l => l.Value.AsText() ?? "", StringComparer.Ordinal)
            : ImmutableDictionary<string, string>.Empty;
        return new StoredObject(key, metadata.GetText("uid") ?? "", revision, Serialize(tree), labels);
    }

    /// <summary>A private tree with the given apiVersion and kind.</summary>
    public JsonObject Parse(string apiVersion, string kind)
    {
        var buffer = new ArrayBufferWriter<byte>(Body.Length + 96);
        WriteTo(buffer, apiVersion, kind);
        return (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
    }

    /// <summary>Writes the object as JSON; a null apiVersion leaves both apiVersion and kind out.</summary>
    public void WriteTo(IBufferWriter<byte> output, string? apiVersion, string kind)
    {
        if (apiVersion is null)
        {
            output.Write("{"u8);
        }
        else
        {
            Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",", output);
        }

        output.Write(Body.Span);
        output.Write("}"u8);
    }

    private static byte[] Serialize(JsonObject tree)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in tree)
            {
                if (name is "apiVersion" or "kind")
                {
                    continue;
                }

                writer.WritePropertyName(name);
                if (value is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        // Without the braces: they are put back around apiVersion and kind.
        return buffer.WrittenSpan[1..^1].ToArray();
    }
}
