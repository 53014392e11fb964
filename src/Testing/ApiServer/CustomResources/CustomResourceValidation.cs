using System.Text.Json.Nodes;
using GitOpsToolkit.Cel;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>Validates a custom resource by the schema of its CRD and by its CEL rules.</summary>
internal static class CustomResourceValidation
{
    public static void Validate(StructuralSchema schema, CompiledRules rules, JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        errors.AddRange(schema.Validate(tree));
        if (rules.IsEmpty)
        {
            return;
        }

        if (errors.HasBlocking)
        {
            errors.Invalid("<nil>", null, "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
            return;
        }

        schema.VisitCelRules(tree, old, (path, type, value, oldValue) =>
        {
            if (value is null)
            {
                return;
            }

            foreach (var (rule, outcome) in rules.Evaluate(type, value, oldValue))
            {
                errors.AddRange([Error(rule.Reason, path + (rule.FieldPath ?? ""), value, outcome)]);
            }
        });
    }

    private static FieldError Error(string? reason, string path, JsonNode value, CelRuleOutcome outcome)
    {
        var shown = value switch { JsonObject => "\"object\"", JsonArray => "\"array\"", _ => FieldErrors.Show(value) };
        var (cause, text) = reason switch
        {
            FieldErrorReasons.Required => (FieldErrorReasons.Required, $"Required value: {outcome.Message}"),
            FieldErrorReasons.Forbidden => (FieldErrorReasons.Forbidden, $"Forbidden: {outcome.Message}"),
            FieldErrorReasons.Duplicate => (FieldErrorReasons.Duplicate, $"Duplicate value: {shown}"),
            _ => (FieldErrorReasons.Invalid, $"Invalid value: {shown}: {outcome.Message}"),
        };
        return new FieldError(cause, path.TrimStart('.') is { Length: > 0 } field ? field : "<nil>", text);
    }
}
