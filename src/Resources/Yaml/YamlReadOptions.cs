using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Yaml;

/// <summary>How a text is read.</summary>
public sealed record YamlReadOptions
{
    /// <summary>Name used in errors, null for none.</summary>
    public string? File { get; init; }

    /// <summary>Caps on the text.</summary>
    public YamlLimits Limits { get; init; } = YamlLimits.Default;

    /// <summary>Typing rules of plain scalars.</summary>
    /// <value><see cref="YamlDialect.Kubernetes"/>.</value>
    public YamlDialect Dialect { get; init; }

    /// <summary>Lets the last of several equal keys win instead of refusing them.</summary>
    /// <value>False.</value>
    public bool AllowDuplicateKeys { get; init; }

    /// <summary>
    /// Called for every key without any value (<c>key:</c>). It reads as null like <c>key: null</c>, but kustomize treats
    /// the two differently.
    /// </summary>
    public Action<JsonObject, string>? OnEmptyValue { get; init; }
}
