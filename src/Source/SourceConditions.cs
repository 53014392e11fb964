namespace GitOpsToolkit.Source;

/// <summary>Condition types of source kinds. All but the first two are present only while something is wrong.</summary>
public static class SourceConditions
{
    /// <summary>The artifact of the current revision and configuration is stored.</summary>
    public const string ArtifactInStorage = "ArtifactInStorage";

    /// <summary>The source's signature was verified; False when verification failed.</summary>
    public const string SourceVerified = "SourceVerified";

    /// <summary>The local storage failed.</summary>
    public const string StorageOperationFailed = "StorageOperationFailed";

    /// <summary>The upstream cannot be read: address, credentials, ref or configuration.</summary>
    public const string FetchFailed = "FetchFailed";

    /// <summary>A chart cannot be built.</summary>
    public const string BuildFailed = "BuildFailed";

    /// <summary>An included repository is missing or has no artifact.</summary>
    public const string IncludeUnavailable = "IncludeUnavailable";

    /// <summary>The stored artifact is behind the upstream.</summary>
    public const string ArtifactOutdated = "ArtifactOutdated";
}
