using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Sources;

/// <summary>Which layer of an OCI artifact to take and what to do with it.</summary>
public sealed class OCILayerSelector
{
    /// <summary>The first layer of this media type is taken; absent means the first layer.</summary>
    public string? MediaType { get; set; }

    /// <summary>Unpack the layer (extract, the default) or keep its bytes as they are (copy).</summary>
    [AllowedValues("extract", "copy")]
    public string? Operation { get; set; }
}
