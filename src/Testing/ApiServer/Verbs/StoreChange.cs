using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>What a write has led to.</summary>
/// <param name="Key">Key of the object.</param>
/// <param name="Stored">The stored object, null when it is gone.</param>
internal readonly record struct StoreChange(NamespacedName Key, StoredObject? Stored);
