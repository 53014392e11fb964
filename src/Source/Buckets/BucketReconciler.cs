using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>Keeps an artifact of the objects of a Bucket (source.md §9 of the contract).</summary>
internal sealed class BucketReconciler(ArtifactStorage storage, BucketAccess access, IOptions<SourceControllerOptions> options) : SourceReconciler<Bucket>(storage)
{
    protected override ReadySummary Summary => CommonSummary;

    protected override bool IsSuspended(Bucket source) => source.Spec.Suspend == true;

    protected override TimeSpan IntervalOf(Bucket source) => source.Spec.Interval;

    protected override async Task<PassResult> RunAsync(ReconcileContext<Bucket> context, CancellationToken ct)
    {
        var count = await new BucketPass(context, Storage, access, options.Value).RunAsync(ct).ConfigureAwait(false);
        return new PassResult($"stored artifact with {count} fetched files from '{context.Object.Spec.BucketName}' bucket");
    }
}
