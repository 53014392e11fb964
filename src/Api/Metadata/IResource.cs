namespace GitOpsToolkit.Api;

/// <summary>A kind that can say what it is called in the Kubernetes API, without reflection.</summary>
/// <typeparam name="TSelf">The kind itself.</typeparam>
public interface IResource<TSelf>
    where TSelf : Resource, IResource<TSelf>
{
    /// <summary>Names of the kind.</summary>
    static abstract ResourceInfo<TSelf> Info { get; }
}
