namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>An encrypted file, decoded.</summary>
/// <param name="Documents">Its documents without the metadata; only YAML has more than one.</param>
/// <param name="Metadata">What sops says about it.</param>
internal sealed record SopsFile(IReadOnlyList<SopsMapping> Documents, SopsMetadata Metadata);
