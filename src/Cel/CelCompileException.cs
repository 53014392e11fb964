namespace GitOpsToolkit.Cel;

/// <summary>
/// An expression that does not parse or does not type-check. The message is cel-go's rendering of all issues:
/// <c>ERROR: &lt;input&gt;:1:5: …</c>, followed by the source line and a marker below the column.
/// </summary>
public sealed class CelCompileException : Exception
{
    /// <summary>Creates the exception from the issues found and their rendering.</summary>
    public CelCompileException(string message, IReadOnlyList<CelIssue> issues)
        : base(message) => Issues = issues;

    /// <summary>The issues in source order.</summary>
    public IReadOnlyList<CelIssue> Issues { get; }
}
