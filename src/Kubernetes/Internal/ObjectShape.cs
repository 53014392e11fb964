using System.Text;
using System.Text.Json;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>What an object from the wire must look like before it becomes a tree.</summary>
internal sealed class ObjectShape
{
    /// <summary>As it is.</summary>
    public static readonly ObjectShape Verbatim = new(null, false, false);

    /// <summary>As it is, but without managed fields.</summary>
    public static readonly ObjectShape WithoutManagedFields = new(null, true, false);

    private ObjectShape(byte[]? typeFields, bool dropManagedFields, bool metadataOnly)
    {
        TypeFields = typeFields;
        DropManagedFields = dropManagedFields;
        MetadataOnly = metadataOnly;
    }

    /// <summary><c>"apiVersion":"…","kind":"…"</c>, null to leave the type alone.</summary>
    public byte[]? TypeFields { get; }

    public bool DropManagedFields { get; }

    /// <summary>Only metadata stays, under the kind's own name instead of <c>PartialObjectMetadata</c>.</summary>
    public bool MetadataOnly { get; }

    public bool IsVerbatim => TypeFields is null && !DropManagedFields && !MetadataOnly;

    /// <summary>One object, which names its own type.</summary>
    public static ObjectShape Single(ApiResource type, bool dropManagedFields, bool metadataOnly) =>
        metadataOnly ? new(Fields(type), dropManagedFields, true) : dropManagedFields ? WithoutManagedFields : Verbatim;

    /// <summary>An item of a list, which for built-in kinds does not name its type.</summary>
    public static ObjectShape Item(ApiResource type, bool dropManagedFields, bool metadataOnly) =>
        new(Fields(type), dropManagedFields, metadataOnly);

    private static byte[] Fields(ApiResource type) => Encoding.UTF8.GetBytes(
        $"\"apiVersion\":\"{JsonEncodedText.Encode(type.ApiVersion)}\",\"kind\":\"{JsonEncodedText.Encode(type.Kind)}\"");
}
