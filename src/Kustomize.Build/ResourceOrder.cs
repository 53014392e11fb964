namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Order of the output (<c>--reorder</c>); <c>sortOptions</c> of the kustomization wins over it.</summary>
public enum ResourceOrder
{
    /// <summary>Nothing was asked for, which means <see cref="Legacy"/>.</summary>
    Unspecified,

    /// <summary>The order in which resources were read.</summary>
    None,

    /// <summary>By kind, namespaces and definitions first and webhooks last, then by group, namespace and name.</summary>
    Legacy,
}
