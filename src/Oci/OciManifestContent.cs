namespace GitOpsToolkit.Oci;

/// <summary>A manifest as the registry holds it.</summary>
/// <param name="Descriptor">Media type, digest and size.</param>
/// <param name="Bytes">Its bytes, which have the digest.</param>
/// <param name="Manifest">What they say.</param>
public sealed record OciManifestContent(OciDescriptor Descriptor, ReadOnlyMemory<byte> Bytes, OciManifest Manifest);
