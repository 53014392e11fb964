using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>
/// Health rules a user wrote in the Common Expression Language (<c>spec.healthCheckExprs</c>), in place of the built-in ones for the
/// kinds they name. A rule without a kind holds for all kinds of its group that have no rule of their own. Thread-safe.
/// </summary>
public sealed class CustomHealthRules
{
    private readonly Dictionary<GroupKind, CustomHealthRule> _rules;

    private CustomHealthRules(Dictionary<GroupKind, CustomHealthRule> rules) => _rules = rules;

    /// <summary>No rules: every kind has its built-in one.</summary>
    public static CustomHealthRules None { get; } = new([]);

    /// <summary>Compiles rules. Versions do not count: a rule holds for its kind in every version.</summary>
    /// <exception cref="FormatException">
    /// An expression cannot be parsed, or two rules are for the same kind; the message is the one Flux shows.
    /// </exception>
    public static CustomHealthRules Compile(IReadOnlyList<HealthCheckExpression>? rules)
    {
        if (rules is not { Count: > 0 })
        {
            return None;
        }

        var compiled = new Dictionary<GroupKind, CustomHealthRule>(rules.Count);
        for (var i = 0; i < rules.Count; i++)
        {
            var kind = GroupVersionKind.Parse(rules[i].ApiVersion, rules[i].Kind ?? "").GroupKind;
            if (compiled.ContainsKey(kind))
            {
                throw new FormatException($"duplicate custom health check for GroupKind {kind} at healthchecks[{i}]");
            }

            try
            {
                compiled.Add(kind, CustomHealthRule.Compile(rules[i]));
            }
            catch (FormatException e)
            {
                throw new FormatException($"failed to create custom status evaluator for healthchecks[{i}]: {e.Message}", e);
            }
        }

        return new CustomHealthRules(compiled);
    }

    /// <summary>The status by the user's rule; null when there is none for the kind.</summary>
    internal HealthResult? Find(Unstructured resource)
    {
        var kind = resource.Gvk.GroupKind;
        return _rules.TryGetValue(kind, out var rule) || _rules.TryGetValue(kind with { Kind = "" }, out rule) ? rule.Evaluate(resource) : null;
    }
}
