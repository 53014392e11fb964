namespace GitOpsToolkit.Api;

/// <summary>An object whose status follows the toolkit's conventions, whatever its spec is.</summary>
public interface IConditioned
{
    /// <summary>The conventional part of the object's status.</summary>
    ConditionedStatus Status { get; }
}
