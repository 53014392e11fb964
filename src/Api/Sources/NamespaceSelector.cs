namespace GitOpsToolkit.Api.Sources;

/// <summary>Selects namespaces by their labels.</summary>
public sealed class NamespaceSelector
{
    /// <summary>Labels a namespace must have; absent selects all.</summary>
    public Dictionary<string, string>? MatchLabels { get; set; }
}
