namespace GitOpsToolkit.Artifacts;

/// <summary>An archive is damaged, hostile or larger than allowed; the message says which entry and why.</summary>
public sealed class ArchiveException : Exception
{
    /// <summary>Says what is wrong with the archive.</summary>
    public ArchiveException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong with the archive, and what was met below.</summary>
    public ArchiveException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
