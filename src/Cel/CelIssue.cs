namespace GitOpsToolkit.Cel;

/// <summary>One reason why an expression does not parse or does not type-check.</summary>
/// <param name="Line">The line, from 1; 0 when the issue concerns the whole expression.</param>
/// <param name="Column">The column in code points, from 1.</param>
/// <param name="Message">The reason in cel-go's words, without the position.</param>
public sealed record CelIssue(int Line, int Column, string Message);
