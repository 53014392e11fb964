using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Where the access to a remote cluster comes from.</summary>
[CelRule(
    "has(self.configMapRef) || has(self.secretRef)",
    "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified")]
[CelRule(
    "!has(self.configMapRef) || !has(self.secretRef)",
    "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified")]
public sealed class KubeConfigReference
{
    /// <summary>ConfigMap with the parameters of a cloud provider.</summary>
    public LocalObjectReference? ConfigMapRef { get; set; }

    /// <summary>Secret with a kubeconfig.</summary>
    public SecretKeyReference? SecretRef { get; set; }
}
