using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>A change to an object in one of the four patch formats of the API. Immutable; may be sent many times.</summary>
public sealed class Patch
{
    private Patch(string contentType, ReadOnlyMemory<byte> body)
    {
        ContentType = contentType;
        Body = body;
    }

    /// <summary>Media type of the format.</summary>
    public string ContentType { get; }

    /// <summary>The patch as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>True for server-side apply.</summary>
    internal bool IsApply => ReferenceEquals(ContentType, MediaTypes.ApplyPatch);

    /// <summary>True when sending the patch twice gives the same object as sending it once.</summary>
    internal bool IsIdempotent => !ReferenceEquals(ContentType, MediaTypes.JsonPatch);

    /// <summary>Server-side apply: the fields the manager wants, and nothing else.</summary>
    public static Patch Apply(Unstructured desired)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return Apply(desired.Root);
    }

    /// <inheritdoc cref="Apply(Unstructured)"/>
    public static Patch Apply(JsonNode desired) => Apply(JsonBody.Write(desired));

    /// <inheritdoc cref="Apply(Unstructured)"/>
    public static Patch Apply(ReadOnlyMemory<byte> json) => new(MediaTypes.ApplyPatch, json);

    /// <summary>JSON merge patch (RFC 7386): named fields are set, null removes, lists are replaced.</summary>
    public static Patch Merge(JsonNode change) => Merge(JsonBody.Write(change));

    /// <inheritdoc cref="Merge(JsonNode)"/>
    public static Patch Merge(ReadOnlyMemory<byte> json) => new(MediaTypes.MergePatch, json);

    /// <summary>JSON patch (RFC 6902): a list of operations.</summary>
    public static Patch Json(JsonArray operations) => Json(JsonBody.Write(operations));

    /// <inheritdoc cref="Json(JsonArray)"/>
    public static Patch Json(ReadOnlyMemory<byte> json) => new(MediaTypes.JsonPatch, json);

    /// <summary>Strategic merge patch: like a merge patch, but lists merge by key. Built-in kinds only.</summary>
    public static Patch Strategic(JsonNode change) => Strategic(JsonBody.Write(change));

    /// <inheritdoc cref="Strategic(JsonNode)"/>
    public static Patch Strategic(ReadOnlyMemory<byte> json) => new(MediaTypes.StrategicPatch, json);
}
