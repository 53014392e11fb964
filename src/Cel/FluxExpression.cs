using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel;

/// <summary>
/// An expression in a Flux resource, in Flux's environment and with the error texts Flux puts into conditions:
/// <c>readyExpr</c>, <c>healthCheckExprs</c>, <c>resourceFilter</c>, <c>commitStatusExpr</c>. Thread-safe.
/// </summary>
public sealed class FluxExpression
{
    private readonly CelExpression _expression;

    private FluxExpression(CelExpression expression) => _expression = expression;

    /// <summary>The source text.</summary>
    public string Text => _expression.Text;

    /// <summary>Parses without a type check, as health check expressions are: their variables are whatever fields the object has.</summary>
    /// <exception cref="CelCompileException"><c>failed to parse the CEL expression '…': …</c></exception>
    public static FluxExpression Parse(string text)
    {
        try
        {
            return new FluxExpression(CelExpression.Parse(text, CelOptions.Flux));
        }
        catch (CelCompileException e)
        {
            throw new CelCompileException($"failed to parse the CEL expression '{text}': {e.Message}", e.Issues);
        }
    }

    /// <summary>Parses and type-checks an expression whose variables are JSON objects and whose static type must be the one given.</summary>
    /// <param name="text">The source text.</param>
    /// <param name="resultType">The required static type; dyn, which a bare field access has, does not do.</param>
    /// <param name="variables">The names of the variables, such as <c>self</c> and <c>dep</c>.</param>
    /// <exception cref="CelCompileException">
    /// <c>failed to parse the CEL expression '…': …</c>, or <c>CEL expression output type mismatch: expected bool, got dyn</c>.
    /// </exception>
    public static FluxExpression Compile(string text, CelType resultType, params IEnumerable<string> variables)
    {
        var expression = Parse(text);
        var declared = variables.ToDictionary(name => name, _ => CelType.JsonObject, StringComparer.Ordinal);
        CelType type;
        try
        {
            type = expression._expression.Check(declared);
        }
        catch (CelCompileException e)
        {
            throw new CelCompileException($"failed to parse the CEL expression '{text}': {e.Message}", e.Issues);
        }

        if (!type.Equals(resultType))
        {
            var mismatch = $"CEL expression output type mismatch: expected {resultType}, got {type}";
            throw new CelCompileException(mismatch, [new CelIssue(0, 0, mismatch)]);
        }

        return expression;
    }

    /// <summary>Evaluates to true or false.</summary>
    /// <exception cref="CelEvaluationException"><c>failed to evaluate the CEL expression '…': …</c>, or <c>… as boolean: '…'</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool EvaluateBool(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) =>
        AsBool(Evaluate(variables, cancellationToken));

    /// <summary>Evaluates to true or false with each member of the object as a variable.</summary>
    /// <exception cref="CelEvaluationException"><c>failed to evaluate the CEL expression '…': …</c>, or <c>… as boolean: '…'</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool EvaluateBool(JsonObject variables, CancellationToken cancellationToken = default) =>
        AsBool(Run(() => _expression.Evaluate(variables, cancellationToken)));

    /// <summary>Evaluates to a string.</summary>
    /// <exception cref="CelEvaluationException"><c>failed to evaluate the CEL expression '…': …</c>, or <c>… as string: '…'</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public string EvaluateString(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) =>
        Evaluate(variables, cancellationToken).TryGetString(out var text)
            ? text
            : throw new CelEvaluationException($"failed to evaluate CEL expression as string: '{Text}'");

    /// <summary>Evaluates to any value.</summary>
    /// <exception cref="CelEvaluationException"><c>failed to evaluate the CEL expression '…': …</c></exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CelValue Evaluate(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) =>
        Run(() => _expression.Evaluate(variables, cancellationToken));

    /// <inheritdoc />
    public override string ToString() => Text;

    private bool AsBool(CelValue value) =>
        value.TryGetBool(out var result) ? result : throw new CelEvaluationException($"failed to evaluate CEL expression as boolean: '{Text}'");

    private CelValue Run(Func<CelValue> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (CelEvaluationException e)
        {
            throw new CelEvaluationException($"failed to evaluate the CEL expression '{Text}': {e.Message}", e.Cost, e.LimitExceeded);
        }
    }
}
