using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Lets what learns of changes in its own way wake Kustomizations. Who wakes somebody before the controller works wakes nobody.</summary>
internal sealed class Waker
{
    private Action<NamespacedName, ObjectIdentity>? _wake;

    /// <summary>Takes the function that wakes a Kustomization.</summary>
    public void Connect(Action<NamespacedName, ObjectIdentity> wake) => _wake = wake;

    /// <summary>Wakes a Kustomization.</summary>
    /// <param name="key">Whom.</param>
    /// <param name="cause">The object that changed.</param>
    public void Wake(NamespacedName key, ObjectIdentity cause) => _wake?.Invoke(key, cause);
}
