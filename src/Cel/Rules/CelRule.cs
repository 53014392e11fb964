using System.Text.Json.Nodes;

namespace GitOpsToolkit.Cel;

/// <summary>A compiled validation rule of a custom resource definition. Immutable and thread-safe.</summary>
public sealed class CelRule
{
    private CelRule(CelRuleDefinition definition) => Definition = definition;

    /// <summary>The rule as it stands in the schema.</summary>
    public CelRuleDefinition Definition { get; }

    /// <summary>True when the rule compares with the old value, and so runs on updates only (unless <see cref="CelRuleDefinition.OptionalOldSelf"/>).</summary>
    public bool UsesOldSelf { get; }

    /// <summary>
    /// Compiles a rule against the structural schema (OpenAPI v3 as in a CRD) of the value it validates, so that misspelt
    /// fields are found when the CRD is written. Without a schema, fields are dynamic.
    /// </summary>
    /// <param name="definition">The rule.</param>
    /// <param name="schema">The schema node the rule stands on.</param>
    /// <param name="isResourceRoot">True on the root and on embedded resources, which always have apiVersion, kind and metadata.</param>
    /// <exception cref="CelCompileException">The rule or its message expression does not compile, or has the wrong type.</exception>
    public static CelRule Compile(CelRuleDefinition definition, JsonObject? schema = null, bool isResourceRoot = false) => throw new NotSupportedException();

    /// <summary>Evaluates the rule. Never throws for what the rule does; see <see cref="CelRuleOutcome.Failed"/>.</summary>
    /// <param name="self">The value.</param>
    /// <param name="oldSelf">The value before the update; null on create or when it cannot be correlated.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CelRuleOutcome Evaluate(JsonNode self, JsonNode? oldSelf = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
