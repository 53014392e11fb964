using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Parts of the API this version does not have yet. An object that uses one is refused before anything is done: applying it without what
/// it asks for could put ciphertext into a cluster, or objects into the wrong one.
/// </summary>
internal static class UnsupportedFeatures
{
    /// <summary>The first field that cannot be honoured, with the reason and message of its refusal; null when all can.</summary>
    public static (string Reason, string Message)? Find(KustomizationSpec spec) => spec.Decryption?.ServiceAccountName is { Length: > 0 }
        ? (KustomizationTerms.FeatureGateDisabled, "spec.decryption.serviceAccountName is not supported by this version of the controller; use a Secret, or the controller's own identity")
        : null;
}
