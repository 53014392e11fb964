using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>
/// Parts of the API this version does not have yet. An object that uses one is refused before anything is done: applying it without what
/// it asks for could put ciphertext into a cluster, or objects into the wrong one.
/// </summary>
internal static class UnsupportedFeatures
{
    /// <summary>Says that the identities of cloud providers cannot be used.</summary>
    public static string ProviderKubeConfig { get; } = Say("spec.kubeConfig.configMapRef", "put a kubeconfig into a Secret and name it in secretRef");

    /// <summary>The first field that cannot be honoured, with the reason and message of its refusal; null when all can.</summary>
    public static (string Reason, string Message)? Find(KustomizationSpec spec)
    {
        if (spec.SourceRef.Kind is not "GitRepository")
        {
            return (KustomizationTerms.ArtifactFailed, Say($"spec.sourceRef.kind '{spec.SourceRef.Kind}'", "use a GitRepository"));
        }

        if (spec.Decryption?.ServiceAccountName is { Length: > 0 })
        {
            return (KustomizationTerms.FeatureGateDisabled, Say("spec.decryption.serviceAccountName", "use a Secret, or the controller's own identity"));
        }

        return spec.KubeConfig is { SecretRef: null } ? (ConditionReasons.ReconciliationFailed, ProviderKubeConfig) : null;
    }

    private static string Say(string field, string remedy) => $"{field} is not supported by this version of the controller; {remedy}";
}
