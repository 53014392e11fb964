namespace GitOpsToolkit.Cel.Evaluation;

/// <summary>The state of one evaluation: its variables, what it has cost, and when it must stop.</summary>
internal sealed class EvaluationContext(Func<string, CelValue?> variables, long costLimit, CancellationToken cancellationToken)
{
    /// <summary>How many charges pass between two looks at the token; Kubernetes and Flux look as often.</summary>
    private const int CancellationCheckInterval = 100;

    private int _untilCheck;

    public long Cost { get; private set; }

    /// <summary>The value of a variable; null when there is none.</summary>
    public CelValue? Find(string name) => variables(name);

    /// <summary>Accounts for work about to be done.</summary>
    /// <exception cref="CelEvaluationException">The cost limit is reached. Not an error value: no operator may absorb it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Charge(long cost)
    {
        Cost = CostModel.Sum(Cost, cost);
        if (Cost > costLimit)
        {
            throw new CelEvaluationException("operation cancelled: actual cost limit exceeded", Cost, limitExceeded: true);
        }

        if (--_untilCheck < 0)
        {
            _untilCheck = CancellationCheckInterval;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
