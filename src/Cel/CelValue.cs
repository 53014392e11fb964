using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel;

/// <summary>The result of an expression. Immutable, as long as the JSON it was evaluated over is left alone.</summary>
public abstract class CelValue
{
    private protected CelValue()
    {
    }

    /// <summary>The run-time type; elements of lists and maps are not inspected.</summary>
    public abstract CelType Type { get; }

    /// <summary>A copy of the value as JSON: bytes as base64, durations and timestamps in their text forms, an absent optional as null.</summary>
    public abstract JsonNode? ToJson();
}
