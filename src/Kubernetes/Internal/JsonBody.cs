using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Request bodies as UTF-8, straight from the tree.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The receiver is an API server, not a browser: text stays as it is instead of growing six-fold in escapes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static ReadOnlyMemory<byte> Write(JsonNode node)
    {
        ArgumentNullException.ThrowIfNull(node);

        // Not pooled: over HTTP/2 the body may still be on its way when an early answer arrives, and a returned buffer
        // would then carry someone else's bytes.
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            node.WriteTo(writer);
        }

        // Some bodies are kept for the life of the process, and the buffer is often several times their size.
        return buffer.WrittenSpan.ToArray();
    }
}
