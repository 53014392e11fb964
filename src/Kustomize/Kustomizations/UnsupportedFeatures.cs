using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Parts of the API that are switched off or that this version does not have yet. An object that uses one is refused before anything is
/// done: applying it without what it asks for could put ciphertext into a cluster, or objects into the wrong one.
/// </summary>
internal static class UnsupportedFeatures
{
    /// <summary>The first field that cannot be honoured, with the reason and message of its refusal; null when all can.</summary>
    /// <param name="spec">The object's spec.</param>
    /// <param name="hasObjectIdentities">Whether the gate ObjectLevelWorkloadIdentity is on.</param>
    public static (string Reason, string Message)? Find(KustomizationSpec spec, bool hasObjectIdentities) => spec.Decryption?.ServiceAccountName is not { Length: > 0 }
        ? null
        : (KustomizationTerms.FeatureGateDisabled, hasObjectIdentities
            ? "spec.decryption.serviceAccountName is not supported by this version of the controller; use a Secret, or the controller's own identity"
            : "to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller");
}
