using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel;

/// <summary>
/// A parsed expression of the Common Expression Language. Immutable and safe to evaluate from many threads at once.
/// </summary>
public sealed class CelExpression
{
    private CelExpression(string text, CelOptions options) => (Text, Options) = (text, options);

    /// <summary>The source text.</summary>
    public string Text { get; }

    /// <summary>The libraries and limits the expression was parsed with.</summary>
    public CelOptions Options { get; }

    /// <summary>Parses an expression. Variables and types are not checked; see <see cref="Check"/>.</summary>
    /// <exception cref="CelCompileException">The text is not an expression, or exceeds a limit.</exception>
    public static CelExpression Parse(string text, CelOptions? options = null) => throw new NotSupportedException();

    /// <summary>Type-checks the expression against the variables it may use and returns its static type.</summary>
    /// <exception cref="CelCompileException">A reference is undeclared, or no overload fits the argument types.</exception>
    public CelType Check(IReadOnlyDictionary<string, CelType> variables) => throw new NotSupportedException();

    /// <summary>Evaluates the expression with JSON values as variables.</summary>
    /// <exception cref="CelEvaluationException">The expression has no result for these variables, or hit the cost limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CelValue Evaluate(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Evaluates the expression with each member of the object as a variable, the way health check expressions see a resource.</summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyDictionary{string, JsonNode?}, CancellationToken)" path="/exception" />
    public CelValue Evaluate(JsonObject variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Evaluates to true or false; any other result is an error.</summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyDictionary{string, JsonNode?}, CancellationToken)" path="/exception" />
    public bool EvaluateBool(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Evaluates to true or false with each member of the object as a variable.</summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyDictionary{string, JsonNode?}, CancellationToken)" path="/exception" />
    public bool EvaluateBool(JsonObject variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Evaluates to a string; any other result is an error.</summary>
    /// <inheritdoc cref="Evaluate(IReadOnlyDictionary{string, JsonNode?}, CancellationToken)" path="/exception" />
    public string EvaluateString(IReadOnlyDictionary<string, JsonNode?> variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc />
    public override string ToString() => Text;
}
