using System.Text.Json.Serialization;

namespace GitOpsToolkit.Oci;

/// <summary>Platform an image is made for.</summary>
/// <param name="Os">Operating system, <c>linux</c>.</param>
/// <param name="Architecture">Processor, <c>amd64</c>.</param>
public sealed record OciPlatform([property: JsonPropertyName("os")] string? Os, string? Architecture);
