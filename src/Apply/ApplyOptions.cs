using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>How one pass applies its objects.</summary>
public sealed record ApplyOptions
{
    /// <summary>Dry runs at a time when nothing else is said; the flag is <c>--concurrent-ssa</c>.</summary>
    public const int DefaultConcurrency = 4;

    /// <summary>How long the objects of a stage may take to become current.</summary>
    public static readonly TimeSpan DefaultStageTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Delete and create anew any object whose change the API server refuses as impossible. Beware: every refused change of an
    /// existing object counts, an invalid manifest included.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Kinds applied in a stage of their own, after definitions and classes and before everything else.</summary>
    public IReadOnlySet<GroupKind> CustomStageKinds { get; init; } = new HashSet<GroupKind>();

    /// <summary>Fields left to others, null when there are none.</summary>
    public IgnoreRules? Ignore { get; init; }

    /// <summary>
    /// Rewrite the API version in every ownership record of a live object to that of the manifest first. Records in a version that a
    /// CRD no longer serves make the API server refuse the apply. Costs a read of every object.
    /// </summary>
    public bool MigrateApiVersion { get; init; }

    /// <summary>Dry runs at a time. Applies are always one after the other, in order.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>How long the objects of an awaited stage may take to become current.</summary>
    public TimeSpan StageTimeout { get; init; } = DefaultStageTimeout;

    /// <summary>Health rules for the objects of an awaited stage that take the place of the built-in ones.</summary>
    public CustomHealthRules CustomHealthRules { get; init; } = CustomHealthRules.None;
}
