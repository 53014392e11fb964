namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Which files a kustomization may read (<c>--load-restrictor</c>). Bases and components are never restricted.</summary>
public enum LoadRestriction
{
    /// <summary>Files must lie in or below the folder of the kustomization that names them.</summary>
    RootOnly,

    /// <summary>Files may lie anywhere in the file tree, still not outside it.</summary>
    None,
}
