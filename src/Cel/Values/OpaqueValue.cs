using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel.Values;

/// <summary>A value of a library type, such as a URL: it has functions, a text form and equality, nothing else.</summary>
internal abstract class OpaqueValue(CelType type) : CelValue
{
    public override CelType Type { get; } = type;

    public override JsonNode? ToJson() => JsonValue.Create(ToString());
}
