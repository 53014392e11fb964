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

    /// <summary>Tags cannot be listed, or none fits.</summary>
    public const string ReadOperationFailed = "ReadOperationFailed";

    /// <summary>The artifact is not there or cannot be read from the registry.</summary>
    public const string OciArtifactPullFailed = "OCIArtifactPullFailed";

    /// <summary>The layer is not there or cannot be unpacked.</summary>
    public const string OciArtifactLayerOperationFailed = "OCIArtifactLayerOperationFailed";

    /// <summary>The link to the latest artifact cannot be made.</summary>
    public const string SymlinkUpdateFailed = "SymlinkUpdateFailed";

    /// <summary>Something failed that has no reason of its own, such as a download.</summary>
    public const string Failed = "Failed";

    /// <summary>The index of a Helm repository cannot be understood.</summary>
    public const string IndexationFailed = "IndexationFailed";

    /// <summary>The source of a chart has no artifact.</summary>
    public const string NoSourceArtifact = "NoSourceArtifact";

    /// <summary>The source of a chart does not exist.</summary>
    public const string SourceUnavailable = "SourceUnavailable";

    /// <summary>Charts are not taken from this kind of source.</summary>
    public const string UnsupportedSourceKind = "UnsupportedSourceKind";

    /// <summary>Name, path or version of a chart cannot be used or found.</summary>
    public const string InvalidChartReference = "InvalidChartReference";

    /// <summary>A chart cannot be downloaded.</summary>
    public const string ChartPullError = "ChartPullError";

    /// <summary>A chart was downloaded.</summary>
    public const string ChartPullSucceeded = "ChartPullSucceeded";

    /// <summary>A chart was packaged.</summary>
    public const string ChartPackageSucceeded = "ChartPackageSucceeded";

    /// <summary>A chart cannot be packaged.</summary>
    public const string ChartPackageError = "ChartPackageError";

    /// <summary>The version of a chart cannot be extended.</summary>
    public const string MetadataPatchError = "MetadataPatchError";

    /// <summary>A values file is missing or not YAML.</summary>
    public const string ValuesFilesError = "ValuesFilesError";

    /// <summary>A dependency of a chart cannot be found.</summary>
    public const string DependencyBuildError = "DependencyBuildError";

    /// <summary>The signature of a chart is not valid.</summary>
    public const string ChartVerificationError = "ChartVerificationError";

    /// <summary>The dependencies of a chart were added.</summary>
    public const string ResolvedDependencies = "ResolvedDependencies";

    /// <summary>Another chart or version than the stored one is wanted.</summary>
    public const string NewChart = "NewChart";

    /// <summary>A failure while a chart was built that has no reason of its own.</summary>
    public const string Unknown = "Unknown";

    /// <summary>An index could not be kept in memory.</summary>
    public const string CacheOperationFailed = "CacheOperationFailed";

    /// <summary>The bucket is missing or cannot be read.</summary>
    public const string BucketOperationFailed = "BucketOperationFailed";

    /// <summary>The token service does not fit the provider.</summary>
    public const string InvalidStsConfiguration = "InvalidSTSConfiguration";
}
