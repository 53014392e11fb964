using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Runtime;

/// <summary>Decides whether an update is worth a pass.</summary>
internal sealed class UpdateFilter<T>(Func<T, T, bool> matters)
    where T : Resource
{
    public bool Passes(T old, T updated) => matters(old, updated);

    public static UpdateFilter<T> For(Change changes) => new((old, updated) => Differs(changes, old, updated));

    private static bool Differs(Change changes, T old, T updated) =>
        ((changes & Change.Any) != 0 && old.Metadata.ResourceVersion != updated.Metadata.ResourceVersion)
        || ((changes & Change.Generation) != 0 && (old.Metadata.Generation != updated.Metadata.Generation || IsNewlyDeleted(old, updated)))
        || ((changes & Change.ReconcileRequested) != 0 && RequestedAt(updated) is { } token && token != RequestedAt(old))
        || ((changes & Change.ArtifactRevision) != 0 && Revision(updated) is { } revision && revision != Revision(old))
        || ((changes & Change.BecameReady) != 0 && IsReady(updated) && !IsReady(old))
        || ((changes & Change.Labels) != 0 && !SameMap(old.Metadata.Labels, updated.Metadata.Labels))
        || ((changes & Change.Annotations) != 0 && !SameMap(old.Metadata.Annotations, updated.Metadata.Annotations));

    private static bool IsNewlyDeleted(T old, T updated) => old.Metadata.DeletionTimestamp is null && updated.Metadata.DeletionTimestamp is not null;

    private static string? RequestedAt(T value) => value.Metadata.Annotations?.GetValueOrDefault(ReconcileAnnotations.RequestedAt);

    private static string? Revision(T value) => (value as IArtifactSource)?.Artifact?.Revision;

    private static bool IsReady(T value) => value is IConditioned { Status: var status } && status.IsTrue(ConditionTypes.Ready);

    private static bool SameMap(Dictionary<string, string>? left, Dictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
