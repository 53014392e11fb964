using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.OciRepositories;

/// <summary>Keeps an artifact of what an OCIRepository follows (source.md §6 of the contract).</summary>
internal sealed class OciRepositoryReconciler(
    ArtifactStorage storage, RegistryAccess access, SignatureCheck signatures, IOptions<SourceControllerOptions> options)
    : SourceReconciler<OCIRepository>(storage)
{
    protected override ReadySummary Summary => CommonSummary;

    protected override bool IsSuspended(OCIRepository source) => source.Spec.Suspend == true;

    protected override TimeSpan IntervalOf(OCIRepository source) => source.Spec.Interval;

    protected override async Task<PassResult> RunAsync(ReconcileContext<OCIRepository> context, CancellationToken ct)
    {
        await new OciRepositoryPass(context, Storage, access, signatures, options.Value).RunAsync(ct).ConfigureAwait(false);
        return new PassResult(Message(context.Object));
    }

    private static string Message(OCIRepository repository)
    {
        var artifact = repository.Status.Artifact!;
        var message = $"stored artifact with revision '{artifact.Revision}' from '{repository.Spec.Url}'";
        return artifact.Metadata?.GetValueOrDefault(OciAnnotations.Source) is { Length: > 0 } source
            && artifact.Metadata.GetValueOrDefault(OciAnnotations.Revision) is { Length: > 0 } revision
                ? $"{message}, origin source '{source}', origin revision '{revision}'"
                : message;
    }
}
