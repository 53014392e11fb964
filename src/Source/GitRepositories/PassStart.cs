using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>What a pass found when it began, to tell news from routine at its end.</summary>
internal sealed record PassStart(string? Digest, bool HadFailed)
{
    private const string RevisionKey = "source.toolkit.fluxcd.io/revision";
    private const string DigestKey = "source.toolkit.fluxcd.io/digest";

    private static readonly string[] Failures =
        [SourceConditions.FetchFailed, SourceConditions.IncludeUnavailable, SourceConditions.StorageOperationFailed];

    public static PassStart Of(ConditionedStatus status, Artifact? artifact) =>
        new(artifact?.Digest, Failures.Any(status.IsTrue));

    /// <summary>Tells about a new artifact, or about the end of a failure; a routine pass tells nothing.</summary>
    public void Announce(ReconcileContext<GitRepository> context, FoundCommit found)
    {
        if (context.Object.Status.Artifact is not { } artifact)
        {
            return;
        }

        var isNew = artifact.Digest != Digest;
        var hasRecovered = HadFailed && !Failures.Any(context.Status.IsTrue);
        if (isNew || hasRecovered)
        {
            var message = $"stored artifact for commit '{found.Description}'";
            context.Event(
                EventFlavor.Normal,
                isNew ? SourceReasons.NewArtifact : ConditionReasons.Succeeded,
                message,
                new Dictionary<string, string>(StringComparer.Ordinal) { [RevisionKey] = artifact.Revision, [DigestKey] = artifact.Digest });
            Log.Stored(context.Log, message);
        }
    }
}
