using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Cel;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>The expressions a user wrote for a kind, or for every kind of a group.</summary>
internal sealed class CustomHealthRule
{
    private readonly (FluxExpression Expression, ObjectStatus Status)[] _checks;

    private CustomHealthRule((FluxExpression, ObjectStatus)[] checks) => _checks = checks;

    /// <exception cref="FormatException">An expression is missing or cannot be parsed; the message says which.</exception>
    public static CustomHealthRule Compile(HealthCheckExpression rule)
    {
        if (string.IsNullOrEmpty(rule.Current))
        {
            throw new FormatException("expression Current not specified");
        }

        var current = Parse(rule.Current, nameof(rule.Current));
        var failed = Parse(rule.Failed, nameof(rule.Failed));
        var inProgress = Parse(rule.InProgress, nameof(rule.InProgress));

        // The first that is true decides, in the order of Flux's RFC 0009.
        (FluxExpression?, ObjectStatus)[] order = [(inProgress, ObjectStatus.InProgress), (failed, ObjectStatus.Failed), (current, ObjectStatus.Current)];
        return new CustomHealthRule([.. order.Where(static check => check.Item1 is not null).Select(static check => (check.Item1!, check.Item2))]);
    }

    /// <summary>The status of an object. An expression without a result makes it unknown, which the next change may mend.</summary>
    public HealthResult Evaluate(Unstructured resource)
    {
        if (resource.Root.At("status", "observedGeneration").AsInteger() is { } observed
            && resource.Metadata?.GetInteger("generation") is { } generation
            && generation != observed)
        {
            return HealthResult.InProgress($"{resource.Kind} generation is {generation}, but latest observed generation is {observed}");
        }

        try
        {
            foreach (var (expression, status) in _checks)
            {
                if (expression.EvaluateBool(resource.Root))
                {
                    return new HealthResult(status, expression.Text);
                }
            }

            return HealthResult.InProgress("no expression is true");
        }
        catch (CelEvaluationException e)
        {
            return HealthResult.Unknown(e.Message);
        }
    }

    private static FluxExpression? Parse(string? text, string name)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : FluxExpression.Parse(text);
        }
        catch (CelCompileException e)
        {
            throw new FormatException($"failed to parse the expression {name}: {e.Message}", e);
        }
    }
}
