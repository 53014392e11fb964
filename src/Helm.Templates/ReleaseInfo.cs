namespace GitOpsToolkit.Helm.Templates;

/// <summary>The release that is rendered: <c>.Release</c>.</summary>
public sealed record ReleaseInfo
{
    /// <summary>Name of the release.</summary>
    /// <value><c>release-name</c>, as <c>helm template</c> without a name.</value>
    public string Name { get; init; } = "release-name";

    /// <summary>Namespace of the release.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Number of the release; 1 for an installation.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Whether an earlier release is replaced.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>What templates see as <c>.Release.Service</c>.</summary>
    public string Service { get; init; } = "Helm";
}
