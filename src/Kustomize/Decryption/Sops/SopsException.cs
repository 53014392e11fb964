namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>
/// Something encrypted cannot be decrypted. The message goes into conditions and events, so it never holds a value of the file, a key or
/// what a key service answered beyond its status.
/// </summary>
internal sealed class SopsException(string message, Exception? inner = null) : Exception(message, inner);
