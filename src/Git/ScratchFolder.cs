namespace GitOpsToolkit.Git;

/// <summary>Where short-lived files go when the options do not say.</summary>
internal static class ScratchFolder
{
    /// <summary>The system's temporary folder; read once, in the one place that may.</summary>
#pragma warning disable RS0030 // options default to it
    public static string System { get; } = Path.GetTempPath();
#pragma warning restore RS0030
}
