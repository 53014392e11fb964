using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Api;

/// <summary>How the toolkit's types are read from and written to JSON: camel case, absent instead of null, Go durations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(GoDurationJsonConverter), typeof(TimestampJsonConverter)])]
[JsonSerializable(typeof(GitRepository))]
[JsonSerializable(typeof(OCIRepository))]
[JsonSerializable(typeof(HelmRepository))]
[JsonSerializable(typeof(HelmChart))]
[JsonSerializable(typeof(Bucket))]
[JsonSerializable(typeof(ExternalArtifact))]
[JsonSerializable(typeof(ArtifactGenerator))]
[JsonSerializable(typeof(Kustomization))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>The same rules by reflection, for kinds without a generated context.</summary>
    public static JsonSerializerOptions Reflected { get; } = CreateReflected();

    private static JsonSerializerOptions CreateReflected()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new GoDurationJsonConverter(), new TimestampJsonConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
