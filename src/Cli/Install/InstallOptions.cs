namespace GitOpsToolkit.Cli.Install;

/// <summary>What to install and where.</summary>
internal sealed record InstallOptions
{
    /// <summary>Controllers to install.</summary>
    public required IReadOnlyList<Component> Components { get; init; }

    /// <summary>Namespace of the controllers.</summary>
    public string Namespace { get; init; } = InstallManifests.DefaultNamespace;

    /// <summary>Container image of the controllers.</summary>
    public string Image { get; init; } = InstallManifests.DefaultImage;

    /// <summary>True leaves out every permission of the applier but impersonation, for clusters shared by tenants.</summary>
    public bool Lockdown { get; init; }
}
