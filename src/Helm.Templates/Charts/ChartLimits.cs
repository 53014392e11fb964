namespace GitOpsToolkit.Helm.Templates.Charts;

/// <summary>What a chart may be in size; Helm's limits.</summary>
internal static class ChartLimits
{
    /// <summary>All files of an archive together: 100 MiB.</summary>
    public const long MaxChartBytes = 100L << 20;

    /// <summary>One file: 5 MiB.</summary>
    public const long MaxFileBytes = 5L << 20;

    /// <summary>Files of one chart, subcharts included; Helm has no such limit.</summary>
    public const int MaxFiles = 100_000;

    /// <summary>Charts within charts; Helm has no such limit.</summary>
    public const int MaxDepth = 64;
}
