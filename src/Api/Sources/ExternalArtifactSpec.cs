namespace GitOpsToolkit.Api.Sources;

/// <summary>Who made the artifact.</summary>
public sealed class ExternalArtifactSpec
{
    /// <summary>The object the artifact was made from.</summary>
    public NamespacedObjectKindReference? SourceRef { get; set; }
}
