using System.Text.Json.Serialization;

namespace GitOpsToolkit.Oci;

/// <summary>How the specification's types are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(RegistryErrors))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class OciJson : JsonSerializerContext;

internal sealed record TagList(List<string>? Tags);

internal sealed record RegistryErrors(List<RegistryProblem>? Errors);

internal sealed record RegistryProblem(string? Code, string? Message);

internal sealed record TokenAnswer(string? Token, [property: JsonPropertyName("access_token")] string? AccessToken);
