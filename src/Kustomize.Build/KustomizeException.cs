namespace GitOpsToolkit.Kustomize.Build;

/// <summary>A kustomization that cannot be built. The only exception of a build besides cancellation.</summary>
public sealed class KustomizeException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="reason">What is wrong.</param>
    /// <param name="file">File at fault, null when it is no single file.</param>
    /// <param name="field">Field at fault, null when it is no single field.</param>
    /// <param name="inner">What was thrown below.</param>
    public KustomizeException(string reason, string? file = null, string? field = null, Exception? inner = null)
        : base(Compose(reason, file, field), inner)
    {
        Reason = reason;
        File = file;
        Field = field;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>File at fault, as a path in the file tree; null when it is no single file.</summary>
    public string? File { get; }

    /// <summary>Field at fault, for example <c>patches[0].path</c>; null when it is no single field.</summary>
    public string? Field { get; }

    private static string Compose(string reason, string? file, string? field) => (file, field) switch
    {
        (null, null) => reason,
        (null, _) => $"{field}: {reason}",
        (_, null) => $"{file}: {reason}",
        _ => $"{file}: {field}: {reason}",
    };
}
