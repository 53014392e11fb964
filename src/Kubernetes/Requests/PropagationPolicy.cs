namespace GitOpsToolkit.Kubernetes;

/// <summary>What happens to the objects an object owns when it is deleted.</summary>
public enum PropagationPolicy
{
    /// <summary>They lose their owner and stay.</summary>
    Orphan,

    /// <summary>They are collected after it is gone.</summary>
    Background,

    /// <summary>It stays until they are gone.</summary>
    Foreground,
}
