using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Checking;
using GitOpsToolkit.Cel.Evaluation;
using GitOpsToolkit.Cel.Functions;
using GitOpsToolkit.Cel.Syntax;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel;

/// <summary>
/// A parsed expression of the Common Expression Language. Immutable and safe to evaluate from many threads at once.
/// </summary>
public sealed class CelExpression
{
    private readonly FunctionSet _functions;

    private CelExpression(string text, CelOptions options)
    {
        (Text, Options) = (text, options);
        _functions = FunctionSet.For(options.Libraries);
        Root = Parser.Parse(text, options, _functions);
    }

    /// <summary>The source text.</summary>
    public string Text { get; }

    /// <summary>The libraries and limits the expression was parsed with.</summary>
    public CelOptions Options { get; }

    internal Expr Root { get; }

    /// <summary>Parses an expression. Variables and types are not checked; see <see cref="Check"/>.</summary>
    /// <param name="text">The source text.</param>
    /// <param name="options">Libraries and limits; <see cref="CelOptions.Flux"/> when null.</param>
    /// <exception cref="CelCompileException">The text is not an expression, or exceeds a limit.</exception>
    public static CelExpression Parse(string text, CelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CelExpression(text, options ?? CelOptions.Flux);
    }

    /// <summary>
    /// Type-checks the expression against the variables it may use and returns its static type. A field of a JSON object is
    /// dyn, so <c>self.ready</c> is dyn where <c>self.ready == true</c> is bool.
    /// </summary>
    /// <exception cref="CelCompileException">A reference is undeclared, or no overload fits the argument types.</exception>
    public CelType Check(IReadOnlyDictionary<string, CelType> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new Checker(new SourceText(Text), _functions, variables).Check(Root);
    }

    /// <summary>Evaluates the expression with JSON values as variables.</summary>
    /// <exception cref="CelEvaluationException">The expression has no result for these variables, or hit the cost limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CelValue Evaluate(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return Evaluate(name => variables.TryGetValue(name, out var node) ? CelValue.From(node) : null, out _, cancellationToken);
    }

    /// <summary>Evaluates the expression with each member of the object as a variable, the way health check expressions see a resource.</summary>
    /// <exception cref="CelEvaluationException">The expression has no result for these variables, or hit the cost limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CelValue Evaluate(JsonObject variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return Evaluate(name => variables.TryGetPropertyValue(name, out var node) ? CelValue.From(node) : null, out _, cancellationToken);
    }

    /// <summary>Evaluates to true or false; any other result is an error.</summary>
    /// <exception cref="CelEvaluationException">The expression has no result for these variables, or one that is not a bool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool EvaluateBool(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) =>
        AsBool(Evaluate(variables, cancellationToken));

    /// <summary>Evaluates to true or false with each member of the object as a variable.</summary>
    /// <exception cref="CelEvaluationException">The expression has no result for these variables, or one that is not a bool.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool EvaluateBool(JsonObject variables, CancellationToken cancellationToken = default) =>
        AsBool(Evaluate(variables, cancellationToken));

    /// <summary>Evaluates to a string; any other result is an error.</summary>
    /// <exception cref="CelEvaluationException">The expression has no result for these variables, or one that is not a string.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public string EvaluateString(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) =>
        Evaluate(variables, cancellationToken).TryGetString(out var text)
            ? text
            : throw new CelEvaluationException($"failed to evaluate CEL expression as string: '{Text}'");

    /// <inheritdoc />
    public override string ToString() => Text;

    internal CelValue Evaluate(Func<string, CelValue?> variables, out long cost, CancellationToken cancellationToken)
    {
        var context = new EvaluationContext(variables, Options.CostLimit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var result = new Evaluator(context, _functions).Evaluate(Root);
        cost = context.Cost;
        return result is ErrorValue error ? throw new CelEvaluationException(error.Message, cost) : result;
    }

    private bool AsBool(CelValue value) =>
        value.TryGetBool(out var result) ? result : throw new CelEvaluationException($"failed to evaluate CEL expression as boolean: '{Text}'");
}
