using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>How to build; the defaults are those of <c>kustomize build</c>.</summary>
public sealed record BuildOptions
{
    /// <summary>The defaults.</summary>
    public static BuildOptions Default { get; } = new();

    /// <summary>Which files a kustomization may read.</summary>
    /// <value><see cref="LoadRestriction.RootOnly"/>.</value>
    public LoadRestriction LoadRestriction { get; init; }

    /// <summary>Order of the output.</summary>
    /// <value><see cref="ResourceOrder.Unspecified"/>, which is the legacy order.</value>
    public ResourceOrder Reorder { get; init; }

    /// <summary>Adds the label <c>app.kubernetes.io/managed-by</c> (<c>--enable-managedby-label</c>).</summary>
    /// <value>False.</value>
    public bool AddManagedByLabel { get; init; }

    /// <summary>Most nested bases and components.</summary>
    /// <value>64.</value>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Where remote bases and files come from.</summary>
    /// <value>Null, which refuses them.</value>
    public IRemoteSource? Remote { get; init; }

    /// <summary>Caps on every YAML text that is read.</summary>
    public YamlLimits YamlLimits { get; init; } = YamlLimits.Default;
}
