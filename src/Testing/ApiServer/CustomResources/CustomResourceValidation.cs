using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>Validates a custom resource by the schema of its CRD and, with an evaluator, by its CEL rules.</summary>
internal static class CustomResourceValidation
{
    public static void Validate(StructuralSchema schema, JsonObject tree, JsonObject? old, CelRuleEvaluator? celRules, FieldErrors errors)
    {
        var found = schema.Validate(tree);
        errors.AddRange(found);

        // Rules assume values of the right shape, so they run on objects that have it.
        if (celRules is null || found.Count > 0)
        {
            return;
        }

        schema.VisitCelRules(tree, old, (path, type, value, oldValue) =>
        {
            foreach (var rule in type.Rules?.CelRules ?? [])
            {
                Check(celRules, rule, path, value, oldValue, errors);
            }
        });
    }

    private static void Check(CelRuleEvaluator evaluate, CelRule rule, string path, JsonNode? value, JsonNode? oldValue, FieldErrors errors)
    {
        var transition = rule.Rule.Contains("oldSelf", StringComparison.Ordinal);
        if (value is null || (transition && oldValue is null && !rule.OptionalOldSelf))
        {
            return;
        }

        string? problem;
        try
        {
            problem = evaluate(rule.Rule, value, oldValue) ? null : rule.Message ?? $"failed rule: {rule.Rule}";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            problem = $"rule evaluation error: {e.Message}";
        }

        if (problem is not null)
        {
            Report(rule, path + (rule.FieldPath ?? ""), value, problem, errors);
        }
    }

    private static void Report(CelRule rule, string path, JsonNode value, string problem, FieldErrors errors)
    {
        var shown = value is JsonValue ? FieldErrors.Show(value) : value is JsonArray ? "\"array\"" : "\"object\"";
        var (reason, text) = rule.Reason switch
        {
            FieldErrorReasons.Required => (FieldErrorReasons.Required, $"Required value: {problem}"),
            FieldErrorReasons.Forbidden => (FieldErrorReasons.Forbidden, $"Forbidden: {problem}"),
            FieldErrorReasons.Duplicate => (FieldErrorReasons.Duplicate, $"Duplicate value: {shown}"),
            _ => (FieldErrorReasons.Invalid, $"Invalid value: {shown}: {problem}"),
        };
        errors.AddRange([new FieldError(reason, path.TrimStart('.'), text)]);
    }
}
