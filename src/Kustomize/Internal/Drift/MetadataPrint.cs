using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Drift;

/// <summary>
/// What the metadata of an object says about its content, reduced to numbers: two prints that are equal stand for the same labels,
/// annotations and, for kinds that count generations, the same spec.
/// </summary>
/// <param name="Generation">Generation of the spec, 0 for kinds that do not count any.</param>
/// <param name="Labels">Hash of labels and annotations, without those Kubernetes' own controllers keep notes in.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MetadataPrint(long Generation, ulong Labels)
{
    // Notes of built-in controllers about objects they look after. They follow every change of the object and mean no drift.
    private static readonly string[] Notes =
    [
        "deployment.kubernetes.io/", "autoscaling.alpha.kubernetes.io/", "pv.kubernetes.io/", "volume.kubernetes.io/",
        "volume.beta.kubernetes.io/", "control-plane.alpha.kubernetes.io/", "endpoints.kubernetes.io/",
    ];

    /// <summary>The print of an object, of which only the metadata is needed.</summary>
    public static MetadataPrint Of(Unstructured resource)
    {
        var text = new StringBuilder();
        Append(text, resource.Metadata?["labels"] as JsonObject);
        text.Append('\0');
        Append(text, resource.Metadata?["annotations"] as JsonObject);
        return new MetadataPrint(resource.Generation, Hash(text));
    }

    /// <summary>
    /// Hashes of who wrote what, of the object itself and of its status; null when the object came without managed fields. For kinds that
    /// count no generations it tells a write of the status from one of the content.
    /// </summary>
    public static (ulong Content, ulong Status)? WritersOf(Unstructured resource)
    {
        if (resource.Metadata?["managedFields"] is not JsonArray { Count: > 0 } entries)
        {
            return null;
        }

        var content = new StringBuilder();
        var status = new StringBuilder();
        foreach (var entry in entries.OfType<JsonObject>())
        {
            (string.IsNullOrEmpty(entry.GetText("subresource")) ? content : status).Append(entry.ToJsonString()).Append('\n');
        }

        return (Hash(content), Hash(status));
    }

    private static void Append(StringBuilder text, JsonObject? map)
    {
        foreach (var (key, value) in (map ?? []).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (!Array.Exists(Notes, note => key.StartsWith(note, StringComparison.Ordinal)))
            {
                text.Append(key).Append('=').Append(value.AsText()).Append('\n');
            }
        }
    }

    private static ulong Hash(StringBuilder text) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
