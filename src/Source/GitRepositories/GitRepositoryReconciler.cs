using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Git;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>Keeps an artifact of what a GitRepository follows (source.md §5 of the contract).</summary>
internal sealed class GitRepositoryReconciler(
    ArtifactStorage storage,
    GitClient git,
    SecretReader secrets,
    IResourceCache cache,
    IOptions<SourceControllerOptions> options) : SourceReconciler<GitRepository>(storage)
{
    protected override ReadySummary Summary { get; } = SummaryWith([SourceConditions.IncludeUnavailable]);

    protected override bool IsSuspended(GitRepository source) => source.Spec.Suspend == true;

    protected override TimeSpan IntervalOf(GitRepository source) => source.Spec.Interval;

    protected override async Task<PassResult> RunAsync(ReconcileContext<GitRepository> context, CancellationToken ct)
    {
        var pass = new GitRepositoryPass(context, Storage, git, new GitRemoteFactory(secrets), cache, options.Value);
        var found = await pass.RunAsync(ct).ConfigureAwait(false);
        return new PassResult($"stored artifact for commit '{found.Description}'", found.IsNoOp);
    }
}
