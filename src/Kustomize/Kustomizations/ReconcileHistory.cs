using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>The list of what was reconciled with which result, kept in the status.</summary>
internal static class ReconcileHistory
{
    private const int MaxSnapshots = 5;

    /// <summary>
    /// Records a pass. The same objects with the same result count up one snapshot, which moves to the front; anything else is a new one.
    /// </summary>
    public static void Record(
        KustomizationStatus status, string digest, string result, DateTimeOffset now, TimeSpan duration, Dictionary<string, string> metadata)
    {
        var history = status.History ?? [];
        var known = history.FindIndex(snapshot =>
            string.Equals(snapshot.Digest, digest, StringComparison.Ordinal) && string.Equals(snapshot.LastReconciledStatus, result, StringComparison.Ordinal));
        var previous = known < 0 ? null : history[known];
        if (known >= 0)
        {
            history.RemoveAt(known);
        }

        history.Insert(0, new ReconcileSnapshot
        {
            Digest = digest,
            FirstReconciled = previous?.FirstReconciled ?? now,
            LastReconciled = now,
            LastReconciledDuration = duration,
            LastReconciledStatus = result,
            TotalReconciliations = (previous?.TotalReconciliations ?? 0) + 1,
            Metadata = metadata,
        });
        if (history.Count > MaxSnapshots)
        {
            history.RemoveRange(MaxSnapshots, history.Count - MaxSnapshots);
        }

        status.History = history;
    }
}
