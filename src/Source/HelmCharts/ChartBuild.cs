namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>What a build came to.</summary>
/// <param name="Name">Name of the chart.</param>
/// <param name="Version">Its version, with build metadata if any was added.</param>
internal sealed record ChartBuild(string Name, string Version)
{
    /// <summary>The package; null when the stored one is the right one already.</summary>
    public byte[]? Package { get; init; }

    /// <summary>True when the package was made here, false when it is the one that was downloaded.</summary>
    public bool IsPackaged { get; init; }

    /// <summary>Values files that were merged.</summary>
    public IReadOnlyList<string> ValuesFiles { get; init; } = [];

    /// <summary>Dependencies that were added.</summary>
    public int ResolvedDependencies { get; init; }

    public string Summary =>
        $"{(IsPackaged ? "packaged" : "pulled")} '{Name}' chart with version '{Version}'"
        + (ValuesFiles.Count > 0 ? $" and merged values files [{string.Join(' ', ValuesFiles)}]" : "");

    public string Reason => IsPackaged ? SourceReasons.ChartPackageSucceeded : SourceReasons.ChartPullSucceeded;
}

/// <summary>What a build is asked for besides the chart.</summary>
internal sealed record ChartBuildOptions
{
    /// <summary>Values files to merge; empty leaves the values of the chart alone.</summary>
    public IReadOnlyList<string> ValuesFiles { get; init; } = [];

    public bool IgnoreMissingValuesFiles { get; init; }

    /// <summary>Build metadata to put behind the version; empty for none.</summary>
    public string VersionMetadata { get; init; } = "";

    /// <summary>Name and version of the stored package, when it may be used again; null builds in any case.</summary>
    public (string Name, string Version, IReadOnlyList<string>? ValuesFiles)? Stored { get; init; }

    public ChartLimits Limits { get; init; } = new(10 << 20, 5 << 20);

    /// <summary>True when the package must be made here.</summary>
    public bool RequiresPackaging => ValuesFiles.Count > 0 || VersionMetadata.Length > 0;
}

/// <summary>Bounds on charts.</summary>
/// <param name="Package">Bytes of a package.</param>
/// <param name="File">Bytes of one file in it.</param>
internal sealed record ChartLimits(int Package, int File);
