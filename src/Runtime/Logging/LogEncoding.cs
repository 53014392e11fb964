namespace GitOpsToolkit.Runtime;

/// <summary>How log lines look.</summary>
public enum LogEncoding
{
    /// <summary>One JSON object a line, in the shape the flux CLI reads.</summary>
    Json,

    /// <summary>Columns for people.</summary>
    Console,
}
