using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>One managed object.</summary>
/// <param name="Id"><c>namespace_name_group_kind</c>.</param>
/// <param name="Version">API version without the group.</param>
public sealed record ResourceReference(
    [property: Required] string Id,
    [property: Required, JsonPropertyName("v")] string Version);
