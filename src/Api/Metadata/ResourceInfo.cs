using System.Text.Json.Serialization.Metadata;

namespace GitOpsToolkit.Api;

/// <summary>Names and scope of a custom kind, the facts its CRD carries.</summary>
public record ResourceInfo
{
    /// <summary>API group.</summary>
    public required string Group { get; init; }

    /// <summary>Served version.</summary>
    public required string Version { get; init; }

    /// <summary>Kind in CamelCase.</summary>
    public required string Kind { get; init; }

    /// <summary>Plural in lower case, the path segment of the API.</summary>
    public required string Plural { get; init; }

    /// <summary>Short names for kubectl.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of kinds that <c>kubectl get CATEGORY</c> lists together.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>True when objects live in a namespace.</summary>
    public bool Namespaced { get; init; } = true;

    /// <summary>Group and version as written in manifests.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}

/// <summary>Names and scope of a custom kind together with how its type is read from JSON.</summary>
/// <typeparam name="T">The kind's type.</typeparam>
public sealed record ResourceInfo<T> : ResourceInfo
    where T : Resource
{
    /// <summary>How the type is read and written; a generated context keeps start-up short, reflection is the default.</summary>
    public JsonTypeInfo<T> Json { get; init; } = (JsonTypeInfo<T>)ApiJson.Reflected.GetTypeInfo(typeof(T));
}
