namespace GitOpsToolkit.Resources.Yaml;

/// <summary>Caps that keep hostile YAML from exhausting memory or the stack.</summary>
public sealed record YamlLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static YamlLimits Default { get; } = new();

    /// <summary>Most nested collections.</summary>
    /// <value>512.</value>
    public int MaxDepth { get; init; } = 512;

    /// <summary>Most nodes that aliases may add to one document, counted after expansion.</summary>
    /// <value>100,000.</value>
    public int MaxAliasedNodes { get; init; } = 100_000;

    /// <summary>Most characters of one input.</summary>
    /// <value>32 Mi characters.</value>
    public int MaxCharacters { get; init; } = 32 * 1024 * 1024;
}
