namespace GitOpsToolkit.Cel;

/// <summary>What an expression may use, and the limits that keep a hostile one harmless.</summary>
public sealed record CelOptions
{
    /// <summary>Kubernetes' limit for one expression: about a tenth of a second of work.</summary>
    public const long KubernetesCostLimit = 1_000_000;

    /// <summary>Flux sets no limit; this one equals Kubernetes' budget for all rules of an object, so no sensible expression meets it.</summary>
    public const long FluxCostLimit = 10_000_000;

    /// <summary>cel-go's limit on the text of an expression, in code points.</summary>
    public const int DefaultMaxTextLength = 100_000;

    /// <summary>cel-go's limit on the nesting of an expression.</summary>
    public const int DefaultMaxDepth = 250;

    /// <summary>The environment of Flux's expressions.</summary>
    public static CelOptions Flux { get; } = new() { Libraries = CelLibraries.Flux, CostLimit = FluxCostLimit };

    /// <summary>The environment of validation rules in custom resource definitions.</summary>
    public static CelOptions Kubernetes { get; } = new() { Libraries = CelLibraries.Kubernetes, CostLimit = KubernetesCostLimit };

    /// <summary>The function libraries beyond the standard one. Default: Flux's set.</summary>
    public CelLibraries Libraries { get; init; } = CelLibraries.Flux;

    /// <summary>
    /// The cost at which evaluation stops with <c>operation cancelled: actual cost limit exceeded</c>. A unit is about one
    /// field access or call; work on strings and lists counts by their size, as in cel-go. Default: <see cref="FluxCostLimit"/>.
    /// </summary>
    public long CostLimit { get; init; } = FluxCostLimit;

    /// <summary>The longest accepted text, in code points. Default: 100 000.</summary>
    public int MaxTextLength { get; init; } = DefaultMaxTextLength;

    /// <summary>The deepest accepted nesting of an expression. Default: 250.</summary>
    public int MaxDepth { get; init; } = DefaultMaxDepth;
}
