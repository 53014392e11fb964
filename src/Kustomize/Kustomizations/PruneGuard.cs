using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Stands between a Kustomization and deletions that cannot be meant: of the ground it stands on, always, and of more than a share of
/// its objects at once, where <see cref="KustomizeControllerOptions.MaxPrunePercent"/> sets one.
/// </summary>
internal sealed class PruneGuard(Kustomization owner, KustomizeControllerOptions options)
{
    /// <summary>Annotation of a Kustomization whose value, a revision, confirms what that revision would prune.</summary>
    public const string ConfirmAnnotation = KustomizeApi.Group + "/confirm-prune";

    private const string Definitions = "apiextensions.k8s.io";

    /// <summary>Deletes what may be deleted; what is protected is reported as skipped.</summary>
    public async Task<PruneResult> DeleteAsync(ResourcePruner pruner, IReadOnlyList<InventoryItem> items, NamespacedName key, CancellationToken cancellationToken)
    {
        var kept = items.Where(item => IsProtected(item.Identity)).ToList();
        if (kept.Count == 0)
        {
            return await pruner.DeleteAsync(items, key, cancellationToken).ConfigureAwait(false);
        }

        var result = await pruner.DeleteAsync([.. items.Except(kept)], key, cancellationToken).ConfigureAwait(false);
        result.Changes.Add(kept.Select(static item => new ChangeSetEntry(item.Identity, item.Version, ApplyAction.Skipped)));
        return result;
    }

    /// <summary>Throws when a pass would delete more than the limit allows and nobody has confirmed it for this revision.</summary>
    /// <param name="stale">Objects the revision no longer has.</param>
    /// <param name="managed">Objects managed before.</param>
    /// <param name="revision">The revision that is reconciled.</param>
    /// <exception cref="ReconcileFailure">The limit is exceeded; the message says how to confirm.</exception>
    public void ThrowIfExcessive(IReadOnlyList<InventoryItem> stale, int managed, string revision)
    {
        var deletions = stale.Count(item => !IsProtected(item.Identity));
        if (options.MaxPrunePercent is not { } limit || deletions * 100L <= (long)managed * limit || IsConfirmed(revision))
        {
            return;
        }

        throw new ReconcileFailure(
            KustomizationTerms.PruneLimitExceeded,
            $"pruning is held back: {revision} would delete {deletions} of {managed} objects, more than {limit}%; "
            + $"restore them in the source, or confirm with the annotation {ConfirmAnnotation}={revision}")
        {
            HistoryStatus = KustomizationTerms.PruneFailed,
        };
    }

    /// <summary>True when an update confirms a prune, which is then worth a pass.</summary>
    public static bool IsNewlyConfirmed(Kustomization old, Kustomization updated) =>
        updated.Metadata.Annotations?.GetValueOrDefault(ConfirmAnnotation) is { } revision
        && !string.Equals(revision, old.Metadata.Annotations?.GetValueOrDefault(ConfirmAnnotation), StringComparison.Ordinal);

    private bool IsConfirmed(string revision) =>
        string.Equals(owner.Metadata.Annotations?.GetValueOrDefault(ConfirmAnnotation), revision, StringComparison.Ordinal);

    // In a remote cluster neither the Kustomization nor its source lives, whatever has the same name there.
    private bool IsProtected(ObjectIdentity identity) =>
        owner.Spec.KubeConfig is null && (IsHome(identity) || IsDefinitionOfToolkit(identity));

    private bool IsHome(ObjectIdentity identity) =>
        identity.GroupKind is { Group: "", Kind: "Namespace" }
        && (string.Equals(identity.Name, owner.Namespace, StringComparison.Ordinal)
            || string.Equals(identity.Name, owner.Spec.SourceRef.KeyIn(owner.Namespace).Namespace, StringComparison.Ordinal));

    private static bool IsDefinitionOfToolkit(ObjectIdentity identity) =>
        identity.GroupKind is { Group: Definitions, Kind: "CustomResourceDefinition" }
        && (identity.Name.EndsWith("." + KustomizeApi.Group, StringComparison.Ordinal) || identity.Name.EndsWith("." + SourceApi.Group, StringComparison.Ordinal));
}
