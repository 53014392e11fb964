using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>What a write leads to: a stored object, or a tree when nothing was stored.</summary>
/// <param name="StatusCode">200, or 201 for a creation.</param>
/// <param name="Stored">The stored object; null for a dry run and for statuses.</param>
/// <param name="Tree">The answer when there is no stored object, in the version of the request.</param>
internal readonly record struct WriteOutcome(int StatusCode, StoredObject? Stored, JsonObject? Tree);
