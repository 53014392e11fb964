using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>A patch that cannot be read or does not fit the document.</summary>
public sealed class PatchException : FormatException
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">What is wrong, in the API server's words.</param>
    /// <param name="malformed">True when the patch itself is at fault, whatever the document.</param>
    public PatchException(string message, bool malformed = false)
        : base(message)
    {
        Malformed = malformed;
    }

    /// <summary>True when the patch itself is at fault (400); false when it does not fit the document (422).</summary>
    public bool Malformed { get; }

    internal static void ThrowIfTooDeep(JsonNode? tree)
    {
        if (tree.IsDeeperThan(JsonTreeDepth.Limit))
        {
            throw new PatchException($"exceeded max depth of {JsonTreeDepth.Limit}", malformed: true);
        }
    }
}
