using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Keeps the package of a HelmChart (source.md §8 of the contract).</summary>
internal sealed class HelmChartReconciler(ArtifactStorage storage, ChartRepositories repositories, IResourceCache cache, IOptions<SourceControllerOptions> options)
    : SourceReconciler<HelmChart>(storage)
{
    protected override ReadySummary Summary { get; } = SummaryWith([SourceConditions.BuildFailed]);

    protected override bool IsSuspended(HelmChart source) => source.Spec.Suspend == true;

    protected override TimeSpan IntervalOf(HelmChart source) => source.Spec.Interval;

    protected override async Task<PassResult> RunAsync(ReconcileContext<HelmChart> context, CancellationToken ct)
    {
        var build = await new HelmChartPass(context, Storage, repositories, cache, options.Value).RunAsync(ct).ConfigureAwait(false);
        return new PassResult(build.Summary, Reason: build.Reason);
    }
}
