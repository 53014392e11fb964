namespace GitOpsToolkit.Source;

/// <summary>Reasons in conditions and events of source kinds.</summary>
public static class SourceReasons
{
    /// <summary>Credentials are missing, incomplete or cannot be read.</summary>
    public const string AuthenticationFailed = "AuthenticationFailed";

    /// <summary>The address cannot be used.</summary>
    public const string UrlInvalid = "URLInvalid";

    /// <summary>The provider does not fit the credentials, or is not available.</summary>
    public const string InvalidProviderConfiguration = "InvalidProviderConfiguration";

    /// <summary>The spec asks for something a feature gate switches off.</summary>
    public const string FeatureGateDisabled = "FeatureGateDisabled";

    /// <summary>Git could not list, fetch or find what was asked for.</summary>
    public const string GitOperationFailed = "GitOperationFailed";

    /// <summary>Git had nothing new.</summary>
    public const string GitOperationSucceeded = "GitOperationSucceeded";

    /// <summary>The repository has no commits.</summary>
    public const string EmptyGitRepository = "EmptyGitRepository";

    /// <summary>Signatures cannot be verified.</summary>
    public const string VerificationError = "VerificationError";

    /// <summary>A folder cannot be made.</summary>
    public const string DirectoryCreationFailed = "DirectoryCreationFailed";

    /// <summary>The artifact cannot be written.</summary>
    public const string ArchiveOperationFailed = "ArchiveOperationFailed";

    /// <summary>The ignore rules cannot be read.</summary>
    public const string SourceIgnoreError = "SourceIgnoreError";

    /// <summary>An included repository does not exist.</summary>
    public const string NotFound = "NotFound";

    /// <summary>An included repository has no artifact.</summary>
    public const string NoArtifact = "NoArtifact";

    /// <summary>An include cannot be placed.</summary>
    public const string CopyFailure = "CopyFailure";

    /// <summary>An included artifact has another revision or digest than before.</summary>
    public const string IncludeChange = "IncludeChange";

    /// <summary>The upstream has another revision than the artifact.</summary>
    public const string NewRevision = "NewRevision";

    /// <summary>A new artifact was stored.</summary>
    public const string NewArtifact = "NewArtifact";

    /// <summary>The artifact is that of the upstream's revision.</summary>
    public const string ArtifactUpToDate = "ArtifactUpToDate";

    /// <summary>The stored file does not have its digest any more.</summary>
    public const string ArtifactVerificationFailed = "ArtifactVerificationFailed";

    /// <summary>Superseded files were deleted.</summary>
    public const string GarbageCollectionSucceeded = "GarbageCollectionSucceeded";

    /// <summary>Files could not be deleted.</summary>
    public const string GarbageCollectionFailed = "GarbageCollectionFailed";
}
