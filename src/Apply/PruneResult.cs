namespace GitOpsToolkit.Apply;

/// <summary>What became of the objects that were to be deleted.</summary>
/// <param name="Changes">One entry per object, in the order of the work.</param>
/// <param name="Survivors">Objects whose deletion was not accepted; keep them in the inventory so that the next pass tries again.</param>
/// <param name="Error">The failures, one after the other; null when there were none.</param>
public sealed record PruneResult(ChangeSet Changes, IReadOnlyList<InventoryItem> Survivors, string? Error);
