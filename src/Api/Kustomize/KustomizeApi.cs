namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Names of the kustomize group.</summary>
public static class KustomizeApi
{
    /// <summary>API group, also the prefix of the control annotations and owner labels.</summary>
    public const string Group = "kustomize.toolkit.fluxcd.io";

    /// <summary>The one served version.</summary>
    public const string Version = "v1";
}
