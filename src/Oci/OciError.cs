namespace GitOpsToolkit.Oci;

/// <summary>Why a registry operation failed.</summary>
public enum OciError
{
    /// <summary>The registry cannot be reached or its answer cannot be understood.</summary>
    Unavailable,

    /// <summary>Credentials are missing or wrong, or may not be sent where the registry wants them.</summary>
    Unauthorized,

    /// <summary>Repository, manifest or blob does not exist.</summary>
    NotFound,

    /// <summary>The content does not have the digest or size it should have.</summary>
    DigestMismatch,

    /// <summary>The content is larger than allowed.</summary>
    TooLarge,

    /// <summary>The registry refused the request.</summary>
    Refused,

    /// <summary>A manifest is not one, or lacks what is needed.</summary>
    InvalidManifest,

    /// <summary>No signature is valid.</summary>
    InvalidSignature,
}
