using GitOpsToolkit.Apply;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>The objects of one Kustomization at one revision, ready to be applied, and what else is known of the build.</summary>
/// <param name="Manifests">The objects, normalised and stamped with their owner.</param>
/// <param name="Digest">Digest of the built text, by which the history tells one build from another.</param>
internal sealed record BuiltObjects(IReadOnlyList<Manifest> Manifests, string Digest)
{
    /// <summary>Jobs that remove themselves when they are done.</summary>
    public IReadOnlySet<ObjectIdentity> JobsWithTimeToLive { get; init; } = new HashSet<ObjectIdentity>();

    /// <summary>True when something came from outside of the artifact, and may be another next time.</summary>
    public bool IsFromElsewhere { get; init; }

    /// <summary>Why the objects must not be applied although they could be built; null when they may.</summary>
    public string? Refusal { get; init; }

    /// <summary>Size of the objects as JSON.</summary>
    public long Bytes => Manifests.Sum(static manifest => (long)manifest.Patch.Body.Length);
}
