namespace GitOpsToolkit.Api.Schema;

/// <summary>A column of <c>kubectl get</c>; the order on the class is the order on the screen.</summary>
/// <param name="name">Heading.</param>
/// <param name="type"><c>string</c>, <c>date</c>, <c>integer</c>, <c>number</c> or <c>boolean</c>.</param>
/// <param name="jsonPath">Where the value stands, for example <c>.spec.url</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath) : Attribute
{
    /// <summary>Path of the status of condition <c>Ready</c>.</summary>
    public const string ReadyStatus = ".status.conditions[?(@.type==\"Ready\")].status";

    /// <summary>Path of the message of condition <c>Ready</c>.</summary>
    public const string ReadyMessage = ".status.conditions[?(@.type==\"Ready\")].message";

    /// <summary>Path of the creation time.</summary>
    public const string Created = ".metadata.creationTimestamp";

    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>Type of the value.</summary>
    public string Type { get; } = type;

    /// <summary>Where the value stands.</summary>
    public string JsonPath { get; } = jsonPath;
}
