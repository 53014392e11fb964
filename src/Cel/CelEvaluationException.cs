namespace GitOpsToolkit.Cel;

/// <summary>
/// An expression that compiles but has no result for these variables. The message is cel-go's:
/// <c>no such key: x</c>, <c>no such attribute(s): x</c>, <c>no such overload</c>, <c>division by zero</c> …
/// </summary>
public sealed class CelEvaluationException : Exception
{
    /// <summary>Creates the exception with cel-go's text and what the evaluation had cost until then.</summary>
    public CelEvaluationException(string message, long cost = 0, bool limitExceeded = false)
        : base(message) => (Cost, LimitExceeded) = (cost, limitExceeded);

    /// <summary>The cost accumulated before the error.</summary>
    public long Cost { get; }

    /// <summary>True when evaluation stopped at <see cref="CelOptions.CostLimit"/> rather than at an error in the expression.</summary>
    public bool LimitExceeded { get; }
}
