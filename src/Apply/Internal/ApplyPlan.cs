using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Internal;

/// <summary>What the dry run of an object led to.</summary>
/// <param name="Manifest">The object as wanted.</param>
/// <param name="Entry">What is reported, also after the apply.</param>
internal sealed record ApplyPlan(Manifest Manifest, ChangeSetEntry Entry)
{
    /// <summary>Set when the object has to be written.</summary>
    public ApiResource? Type { get; init; }

    /// <summary>True when the object has to be written.</summary>
    public bool MustApply => Type is not null;

    /// <summary>Sent instead of the manifest, where ignore rules resolved fields.</summary>
    public Unstructured? Payload { get; init; }
}
