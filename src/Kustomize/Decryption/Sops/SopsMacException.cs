namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>The content of a file does not match its authentication code.</summary>
internal sealed class SopsMacException(Exception? inner = null) : Exception("the message authentication code (sops.mac) does not match the content", inner);
