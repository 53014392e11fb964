using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>The ways in which the build of a chart fails: reason, condition, and whether a retry can help (source.md §8.3).</summary>
internal static class ChartFailure
{
    public static SourceFailure Reference(string problem, Exception? inner = null) =>
        Make(FailureClass.Stalled, SourceConditions.FetchFailed, SourceReasons.InvalidChartReference, "invalid chart reference", problem, inner);

    public static SourceFailure Pull(string problem, Exception? inner = null) =>
        Make(FailureClass.Transient, SourceConditions.FetchFailed, SourceReasons.ChartPullError, "chart pull error", problem, inner);

    public static SourceFailure Metadata(string problem, Exception? inner = null) =>
        Make(FailureClass.Stalled, SourceConditions.BuildFailed, SourceReasons.MetadataPatchError, "chart metadata patch error", problem, inner);

    public static SourceFailure Values(string problem, Exception? inner = null) =>
        Make(FailureClass.Stalled, SourceConditions.BuildFailed, SourceReasons.ValuesFilesError, "values files merge error", problem, inner);

    public static SourceFailure Dependency(string problem, Exception? inner = null) =>
        Make(FailureClass.Transient, SourceConditions.BuildFailed, SourceReasons.DependencyBuildError, "dependency build error", problem, inner);

    public static SourceFailure Package(string problem, Exception? inner = null) =>
        Make(FailureClass.Transient, SourceConditions.BuildFailed, SourceReasons.ChartPackageError, "chart package error", problem, inner);

    public static SourceFailure Verification(string problem, Exception? inner = null) =>
        new(FailureClass.Transient, SourceConditions.BuildFailed, SourceReasons.ChartVerificationError, $"chart verification error: {problem}", inner) { AlsoFalse = SourceConditions.SourceVerified };

    /// <summary>A failure outside of the build proper; the condition says only that it is none of those known.</summary>
    public static SourceFailure Unknown(FailureClass failureClass, string reason, string message, Exception? inner = null) =>
        new(failureClass, SourceConditions.FetchFailed, reason, message, inner) { Shown = (SourceReasons.Unknown, $"unknown build error: {message}") };

    private static SourceFailure Make(FailureClass failureClass, string condition, string reason, string summary, string problem, Exception? inner) =>
        new(failureClass, condition, reason, $"{summary}: {problem}", inner);
}
