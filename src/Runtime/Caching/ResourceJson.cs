using System.Text.Json;
using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>Typed objects as bytes: the cheapest way to copy them and to see whether their status differs.</summary>
internal static class ResourceJson<T>
    where T : Resource, IResource<T>
{
    public static byte[] Write(T value) => JsonSerializer.SerializeToUtf8Bytes(value, T.Info.Json);

    public static T Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, T.Info.Json)!;

    public static T Copy(T value) => Read(Write(value));

    /// <summary>The bytes of the top-level member <c>status</c>; empty when there is none.</summary>
    public static ReadOnlyMemory<byte> Status(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("status"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
            {
                return json.AsMemory(start, (int)reader.BytesConsumed - start);
            }
        }

        return default;
    }
}
