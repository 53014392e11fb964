namespace GitOpsToolkit.Helm.Templates;

/// <summary>
/// A chart that cannot be loaded, values that do not fit it, or a template that failed. The message is the one Helm gives.
/// </summary>
public sealed class ChartException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public ChartException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what was met below.</summary>
    public ChartException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Path of the template at fault (<c>chart/templates/x.yaml</c>); null when it is none.</summary>
    public string? Template { get; init; }

    /// <summary>One-based line in <see cref="Template"/>; 0 when unknown.</summary>
    public int Line { get; init; }

    /// <summary>Zero-based byte offset in the line of <see cref="Template"/>.</summary>
    public int Column { get; init; }

    /// <summary>JSON pointer to the first value that a schema refuses, from the root of all values; null when it is not about a schema.</summary>
    public string? ValuePath { get; init; }

    /// <summary>Whether values and dependencies were fine and the failure came while rendering.</summary>
    public bool IsRenderingError { get; init; }
}
