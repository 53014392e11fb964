namespace GitOpsToolkit.Helm.Templates;

/// <summary>How a chart is loaded from a folder.</summary>
public sealed record ChartLoadOptions
{
    /// <summary>The defaults.</summary>
    public static ChartLoadOptions Default { get; } = new();

    /// <summary>
    /// Folder that links in the chart and <c>file://</c> dependencies must not leave, such as that of a fetched source; null for no
    /// such bound, as for a user's own disk.
    /// </summary>
    public string? Root { get; init; }

    /// <summary>
    /// Whether declared dependencies with a <c>file://</c> repository that are not under charts/ are loaded from where they are, as
    /// <c>helm dependency build</c> would put them there. Default false.
    /// </summary>
    public bool ResolveLocalDependencies { get; init; }
}
