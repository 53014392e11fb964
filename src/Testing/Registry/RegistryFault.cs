namespace GitOpsToolkit.Testing.Registry;

/// <summary>How a <see cref="RegistryServer"/> misbehaves.</summary>
public enum RegistryFault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Every request but the first of the protocol fails with 500.</summary>
    InternalError,

    /// <summary>The next request fails with 503, those after it do not.</summary>
    UnavailableOnce,

    /// <summary>The next request fails with 429 and a wait, those after it do not.</summary>
    TooManyRequestsOnce,

    /// <summary>Blobs end in the middle.</summary>
    TruncatedBlobs,

    /// <summary>Blobs have a wrong byte.</summary>
    CorruptBlobs,

    /// <summary>Blobs have more bytes than declared.</summary>
    EndlessBlobs,

    /// <summary>Manifests have a wrong byte.</summary>
    CorruptManifests,

    /// <summary>The link to the next page of tags leads to the same page.</summary>
    EndlessTags,

    /// <summary>Nothing is answered.</summary>
    Hang,
}
