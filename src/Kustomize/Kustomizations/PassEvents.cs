using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Records events the way consumers of Kustomizations know them: their reason is the reason of the Ready condition.</summary>
internal static class PassEvents
{
    private const string RevisionKey = KustomizeApi.Group + "/revision";
    private const string OriginRevisionKey = KustomizeApi.Group + "/originRevision";
    private const string CommitStatusKey = KustomizeApi.Group + "/commit_status";

    public static void Info(this ReconcileContext<Kustomization> context, string message, string? revision = null, string? originRevision = null) =>
        Record(context, EventFlavor.Normal, message, revision, originRevision, isCommitStatus: false);

    public static void Error(this ReconcileContext<Kustomization> context, string message, string? revision = null, string? originRevision = null) =>
        Record(context, EventFlavor.Warning, message, revision, originRevision, isCommitStatus: false);

    /// <summary>The event of a pass that left the object ready; providers turn it into a commit status.</summary>
    public static void Finished(this ReconcileContext<Kustomization> context, TimeSpan duration)
    {
        var status = context.Object.Status;
        var message = $"Reconciliation finished in {GoDuration.Format(duration)}, next run in {GoDuration.Format(context.Object.Spec.Interval)}";
        Record(context, EventFlavor.Normal, message, status.LastAppliedRevision, status.LastAppliedOriginRevision, isCommitStatus: true);
    }

    private static void Record(
        ReconcileContext<Kustomization> context, EventFlavor flavor, string message, string? revision, string? originRevision, bool isCommitStatus)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!string.IsNullOrEmpty(revision))
        {
            metadata[RevisionKey] = revision;
        }

        if (!string.IsNullOrEmpty(originRevision))
        {
            metadata[OriginRevisionKey] = originRevision;
        }

        if (isCommitStatus)
        {
            metadata[CommitStatusKey] = "update";
        }

        var fallback = flavor == EventFlavor.Warning ? "error" : "info";
        context.Event(flavor, context.Conditions[ConditionTypes.Ready]?.Reason ?? fallback, message, metadata);
    }
}
