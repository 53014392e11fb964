using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Runtime;

/// <summary>How the controller of one kind works.</summary>
public sealed class ControllerOptions
{
    /// <summary>Default of <see cref="MaxConcurrentReconciles"/>; the flag <c>--concurrent</c>.</summary>
    public const int DefaultMaxConcurrentReconciles = 4;

    /// <summary>Name of the controller in logs and metrics; by default the kind in lower case.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name events are reported under, for example <c>kustomize-controller</c>; by default <c>{name}-controller</c>.</summary>
    public string Component { get; set; } = "";

    /// <summary>Field manager of status and finalizer patches, for example <c>gotk-kustomize-controller</c>; by default <see cref="Component"/>.</summary>
    public string FieldManager { get; set; } = "";

    /// <summary>Lease that must be held to reconcile, when election is on; by default <c>{component}-leader-election</c>.</summary>
    public string LeaseName { get; set; } = "";

    /// <summary>Passes of this kind that may run at once.</summary>
    /// <value>4.</value>
    [Range(1, 10_000)]
    public int MaxConcurrentReconciles { get; set; } = DefaultMaxConcurrentReconciles;

    /// <summary>Deadline of one pass; null means none.</summary>
    public TimeSpan? ReconcileTimeout { get; set; }

    /// <summary>First back-off delay; null means <see cref="GitOpsOptions.MinRetryDelay"/>.</summary>
    public TimeSpan? MinRetryDelay { get; set; }

    /// <summary>Longest back-off delay; null means <see cref="GitOpsOptions.MaxRetryDelay"/>.</summary>
    public TimeSpan? MaxRetryDelay { get; set; }

    /// <summary>How long a pass may run before its progress is written although the object is not new.</summary>
    /// <value>1 second.</value>
    public TimeSpan ProgressDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Condition types this controller owns: on a conflict its values win. Types set or removed during a pass count too.</summary>
    public IList<string> OwnedConditions { get; } = [Api.ConditionTypes.Ready, Api.ConditionTypes.Reconciling, Api.ConditionTypes.Stalled];
}
