namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Metadata stamped on every object.</summary>
public sealed class CommonMetadata
{
    /// <summary>Annotations to set.</summary>
    public Dictionary<string, string>? Annotations { get; set; }

    /// <summary>Labels to set.</summary>
    public Dictionary<string, string>? Labels { get; set; }
}
