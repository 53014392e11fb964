namespace GitOpsToolkit.Testing.ApiServer.Storage;

/// <summary>One change of one object.</summary>
/// <param name="Resource">Resource of the object.</param>
/// <param name="Revision">Resource version of the change; of a deletion it is newer than that of the object.</param>
/// <param name="Before">The object before, null for a creation.</param>
/// <param name="After">The object after; of a deletion the last state, carrying the revision of the deletion.</param>
/// <param name="IsDeletion">True when the object is gone.</param>
internal sealed record StoreEvent(GroupResource Resource, long Revision, StoredObject? Before, StoredObject After, bool IsDeletion);
