using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Source.Internal;

/// <summary>What a pass found when it began, to tell news from routine at its end.</summary>
internal sealed record PassStart(string? Digest, bool HadFailed)
{
    private const string RevisionKey = "source.toolkit.fluxcd.io/revision";
    private const string DigestKey = "source.toolkit.fluxcd.io/digest";

    private static readonly string[] Failures =
    [
        SourceConditions.FetchFailed, SourceConditions.IncludeUnavailable, SourceConditions.BuildFailed, SourceConditions.StorageOperationFailed,
    ];

    public static PassStart Of(ConditionedStatus status, Artifact? artifact) =>
        new(artifact?.Digest, Failures.Any(status.IsTrue));

    /// <summary>Tells about a new artifact, or about the end of a failure; a routine pass tells nothing.</summary>
    public void Announce<T>(ReconcileContext<T> context, Artifact? artifact, PassResult result)
        where T : Resource, IConditioned, IResource<T>
    {
        if (artifact is null)
        {
            return;
        }

        var isNew = artifact.Digest != Digest;
        var hasRecovered = HadFailed && !Failures.Any(context.Status.IsTrue);
        if (isNew || hasRecovered)
        {
            context.Event(
                EventFlavor.Normal,
                result.Reason ?? (isNew ? SourceReasons.NewArtifact : ConditionReasons.Succeeded),
                result.Message,
                new Dictionary<string, string>(StringComparer.Ordinal) { [RevisionKey] = artifact.Revision, [DigestKey] = artifact.Digest });
            Log.Stored(context.Log, result.Message);
        }
    }
}

/// <summary>How a pass ended that went well.</summary>
/// <param name="Message">What to tell when it is news.</param>
/// <param name="IsNoOp">True when the upstream had nothing new.</param>
/// <param name="Reason">Reason of the event; null for the usual ones.</param>
internal sealed record PassResult(string Message, bool IsNoOp = false, string? Reason = null);
