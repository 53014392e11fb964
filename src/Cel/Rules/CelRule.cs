using System.Text.Json.Nodes;
using GitOpsToolkit.Cel.Rules;
using GitOpsToolkit.Cel.Syntax;
using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel;

/// <summary>A compiled validation rule of a custom resource definition. Immutable and thread-safe.</summary>
public sealed class CelRule
{
    /// <summary>The longest message a message expression may produce, in bytes of UTF-8 (kube-apiserver's limit).</summary>
    private const int MaxMessageBytes = 5120;

    private readonly CelExpression _rule;
    private readonly CelExpression? _message;
    private readonly CelSchema _schema;

    private CelRule(CelRuleDefinition definition, CelExpression rule, CelExpression? message, CelSchema schema)
    {
        (Definition, _rule, _message, _schema) = (definition, rule, message, schema);
        UsesOldSelf = rule.Root.SelfAndDescendants.Any(node => node is IdentExpr { Name: "oldSelf" });
    }

    /// <summary>The rule as it stands in the schema.</summary>
    public CelRuleDefinition Definition { get; }

    /// <summary>True when the rule compares with the old value, and so runs on updates only (unless <see cref="CelRuleDefinition.OptionalOldSelf"/>).</summary>
    public bool UsesOldSelf { get; }

    /// <summary>
    /// Compiles a rule against the schema of the value it validates, so that misspelt fields are found when the CRD is
    /// written. With <see cref="CelSchema.Any"/> fields are dynamic.
    /// </summary>
    /// <exception cref="CelCompileException">
    /// The rule or its message expression does not compile or has the wrong type; the message is kube-apiserver's, such as
    /// <c>compilation failed: …</c> or <c>cel expression must evaluate to a bool</c>.
    /// </exception>
    public static CelRule Compile(CelRuleDefinition definition, CelSchema schema)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(schema);
        var variables = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["self"] = schema.Type,
            ["oldSelf"] = definition.OptionalOldSelf ? CelType.Optional(schema.Type) : schema.Type,
        };

        // Where nothing is known about self, neither is the type of most rules.
        var allowDyn = schema.Type.Kind == CelTypeKind.Dyn;
        var rule = Compile(definition.Rule, variables, CelType.Bool, allowDyn, "", "cel expression must evaluate to a bool");
        var message = string.IsNullOrEmpty(definition.MessageExpression)
            ? null
            : Compile(definition.MessageExpression, variables, CelType.String, allowDyn, "messageExpression ", "messageExpression must evaluate to a string");
        return new CelRule(definition, rule, message, schema);
    }

    /// <summary>Compiles a rule against a node of a structural schema (OpenAPI v3 as in a CRD).</summary>
    /// <param name="definition">The rule.</param>
    /// <param name="schema">The schema node the rule stands on.</param>
    /// <param name="isResource">True on the root and on embedded resources, which always have apiVersion, kind and metadata.</param>
    /// <exception cref="CelCompileException">As above, or the value is one rules cannot reach.</exception>
    public static CelRule Compile(CelRuleDefinition definition, JsonObject schema, bool isResource = false) =>
        Compile(definition, CelSchema.FromOpenApi(schema, isResource) ?? throw Refused("failed to convert to declType for CEL validation rules"));

    /// <summary>Evaluates the rule. Never throws for what the rule does; see <see cref="CelRuleOutcome.Failed"/>.</summary>
    /// <param name="self">The value.</param>
    /// <param name="oldSelf">The value before the update; null on create or when it cannot be correlated.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CelRuleOutcome Evaluate(JsonNode self, JsonNode? oldSelf = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(self);
        if (UsesOldSelf && oldSelf is null && !Definition.OptionalOldSelf)
        {
            return new CelRuleOutcome(true, null, 0);
        }

        CelValue? Variable(string name) => name switch
        {
            "self" => ShapedValues.Convert(self, _schema),
            "oldSelf" => OldSelf(oldSelf),
            _ => null,
        };

        try
        {
            var result = _rule.Evaluate(Variable, out var cost, cancellationToken);
            return result.TryGetBool(out var holds) && holds
                ? new CelRuleOutcome(true, null, cost)
                : Broken(Variable, cost, cancellationToken);
        }
        catch (CelEvaluationException e)
        {
            return new CelRuleOutcome(false, Failure(e), e.Cost, Failed: true);
        }
    }

    private CelValue? OldSelf(JsonNode? oldSelf)
    {
        if (!Definition.OptionalOldSelf)
        {
            return oldSelf is null ? null : ShapedValues.Convert(oldSelf, _schema);
        }

        return oldSelf is null ? OptionalValue.None : OptionalValue.Of(ShapedValues.Convert(oldSelf, _schema));
    }

    private CelRuleOutcome Broken(Func<string, CelValue?> variables, long cost, CancellationToken cancellationToken)
    {
        if (_message is null)
        {
            return new CelRuleOutcome(false, StaticMessage(), cost);
        }

        try
        {
            var message = _message.Evaluate(variables, out var messageCost, cancellationToken);
            return new CelRuleOutcome(false, Usable(message) ?? StaticMessage(), cost + messageCost);
        }
        catch (CelEvaluationException e) when (e.LimitExceeded)
        {
            return new CelRuleOutcome(
                false, $"no further validation rules will be run due to call cost exceeds limit for messageExpression: \"{_message.Text}\"", cost + e.Cost, Failed: true);
        }
        catch (CelEvaluationException e)
        {
            return new CelRuleOutcome(false, StaticMessage(), cost + e.Cost);
        }
    }

    private static string? Usable(CelValue message) =>
        message.TryGetString(out var text) && text.Trim() is { Length: > 0 } trimmed
        && System.Text.Encoding.UTF8.GetByteCount(trimmed) <= MaxMessageBytes && !trimmed.AsSpan().ContainsAny('\n', '\r')
            ? trimmed
            : null;

    private string StaticMessage() =>
        string.IsNullOrEmpty(Definition.Message) ? $"failed rule: {Definition.Rule.Trim()}" : Definition.Message.Trim();

    private string Failure(CelEvaluationException error)
    {
        var rule = string.IsNullOrEmpty(Definition.Message) ? Definition.Rule.Trim() : Definition.Message.Trim();
        return error switch
        {
            { LimitExceeded: true } => $"'{error.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule}",
            _ when error.Message.StartsWith("no such overload", StringComparison.Ordinal) =>
                $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule}",
            _ => $"{error.Message} evaluating rule: {rule}",
        };
    }

    private static CelExpression Compile(
        string text, Dictionary<string, CelType> variables, CelType expected, bool allowDyn, string subject, string mismatch)
    {
        try
        {
            var expression = CelExpression.Parse(text, CelOptions.Kubernetes);
            var type = expression.Check(variables);
            LiteralChecks.Run(expression);
            return type.Equals(expected) || (allowDyn && type.Equals(CelType.Dyn)) ? expression : throw Refused(mismatch);
        }
        catch (CelCompileException e) when (e.Message != mismatch)
        {
            throw new CelCompileException($"{subject}compilation failed: {e.Message}", e.Issues);
        }
    }

    private static CelCompileException Refused(string message) => new(message, [new CelIssue(0, 0, message)]);
}
