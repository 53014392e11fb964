namespace GitOpsToolkit.Runtime;

/// <summary>A failure that trying again cannot mend: someone must change the object or what it refers to.</summary>
/// <param name="reason">Machine-readable cause, CamelCase; becomes the condition's reason.</param>
/// <param name="message">Cause for people.</param>
/// <param name="inner">What led to it.</param>
public sealed class TerminalException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Machine-readable cause.</summary>
    public string Reason { get; } = reason;
}
