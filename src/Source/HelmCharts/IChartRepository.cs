using GitOpsToolkit.Oci;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>A place charts are downloaded from: an index over HTTP, or a registry.</summary>
internal interface IChartRepository : IDisposable
{
    /// <summary>Finds the version of a chart.</summary>
    /// <exception cref="SourceFailure">There is none, or it cannot be looked for.</exception>
    Task<ChartLocation> FindAsync(string name, string version, CancellationToken ct);

    /// <summary>Downloads a package.</summary>
    /// <exception cref="OciException">It cannot be downloaded, or is too large.</exception>
    /// <exception cref="FormatException">Its address cannot be used.</exception>
    Task<byte[]> DownloadAsync(ChartLocation chart, int limit, CancellationToken ct);
}

/// <summary>Where a version of a chart is.</summary>
/// <param name="Name">Name of the chart.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Where the package is; relative to the repository, or a reference in a registry.</param>
internal sealed record ChartLocation(string Name, string Version, string? Address);
