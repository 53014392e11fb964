using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Parts of the API this version does not have yet. An object that uses one is refused before anything is done: applying it without what
/// it asks for could put ciphertext into a cluster, or objects into the wrong one.
/// </summary>
internal static class UnsupportedFeatures
{
    /// <summary>The first field that cannot be honoured, with the reason and message of its refusal; null when all can.</summary>
    public static (string Reason, string Message)? Find(KustomizationSpec spec) => spec.Decryption is null
        ? null
        : (KustomizationTerms.BuildFailed, "spec.decryption is not supported by this version of the controller; remove it");
}
