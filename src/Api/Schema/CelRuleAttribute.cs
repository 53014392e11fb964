namespace GitOpsToolkit.Api.Schema;

/// <summary>A rule in the Common Expression Language that the API server checks on every write.</summary>
/// <param name="rule">Expression over <c>self</c> that must be true.</param>
/// <param name="message">What the writer is told when it is not.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class CelRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>Expression over <c>self</c>.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the writer is told.</summary>
    public string Message { get; } = message;
}
