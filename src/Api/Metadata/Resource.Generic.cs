namespace GitOpsToolkit.Api;

/// <summary>A typed Kubernetes object with a desired and an observed state.</summary>
/// <typeparam name="TSpec">The desired state, written by users.</typeparam>
/// <typeparam name="TStatus">The observed state, written by the kind's controller.</typeparam>
public abstract class Resource<TSpec, TStatus> : Resource, IConditioned
    where TSpec : new()
    where TStatus : ConditionedStatus, new()
{
    /// <summary>Desired state.</summary>
    public TSpec Spec { get; set; } = new();

    /// <summary>Observed state.</summary>
    public TStatus Status { get; set; } = new();

    ConditionedStatus IConditioned.Status => Status;
}
