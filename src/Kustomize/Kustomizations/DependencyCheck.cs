using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Cel;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Says whether the Kustomizations another one depends on are ready.</summary>
/// <param name="client">The cluster; dependencies are read from it directly, since a cache may lag behind a change they just made.</param>
/// <param name="isAdditive">True when a <c>readyExpr</c> adds to the built-in checks, false when it replaces them.</param>
/// <param name="foreign">Knows objects of other kinds.</param>
internal sealed class DependencyCheck(KubernetesClient client, bool isAdditive, ForeignDependencies foreign)
{
    private const string Self = "self";
    private const string Dependency = "dep";

    private static readonly ApiResource Kustomizations = ApiResource.From(Kustomization.Info);

    /// <summary>The first dependency that is not satisfied, in words; null when all are.</summary>
    /// <exception cref="InvalidExpressionException">A <c>readyExpr</c> does not compile to a boolean.</exception>
    public async Task<string?> FindUnmetAsync(Kustomization dependent, Artifact artifact, CancellationToken cancellationToken)
    {
        foreach (var reference in dependent.Spec.DependsOn ?? [])
        {
            if (reference.IsForeign())
            {
                if (await foreign.FindUnmetAsync(dependent, reference, cancellationToken).ConfigureAwait(false) is { } reason)
                {
                    return reason;
                }

                continue;
            }

            var key = reference.KeyIn(dependent.Namespace);
            Unstructured dependency;
            try
            {
                dependency = await client.GetAsync(Kustomizations, key, null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
            {
                return $"dependency '{key}' not found: {e.Message}";
            }

            var unmet = string.IsNullOrEmpty(reference.ReadyExpr)
                ? CheckState(dependent, key, dependency, artifact)
                : CheckExpression(dependent, key.ToString(), key.Name, dependency, reference.ReadyExpr, cancellationToken)
                    ?? (isAdditive ? CheckState(dependent, key, dependency, artifact) : null);
            if (unmet is not null)
            {
                return unmet;
            }
        }

        return null;
    }

    /// <summary>Why the expression is not satisfied; null when it is.</summary>
    /// <param name="dependent">The Kustomization that waits, <c>self</c> in the expression.</param>
    /// <param name="shown">The dependency as messages show it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="dependency">The object waited for, <c>dep</c> in the expression.</param>
    /// <param name="text">The expression.</param>
    /// <param name="cancellationToken">Stops the evaluation.</param>
    /// <exception cref="InvalidExpressionException">The expression does not compile to a boolean.</exception>
    public static string? CheckExpression(
        Kustomization dependent, string shown, string name, Unstructured dependency, string text, CancellationToken cancellationToken)
    {
        FluxExpression expression;
        try
        {
            expression = FluxExpression.Compile(text, CelType.Bool, Self, Dependency);
        }
        catch (CelCompileException e)
        {
            // Flux's text has the words of its error type in it, and users search for the whole.
            throw new InvalidExpressionException($"terminal error: failed to evaluate dependency {name}: {e.Message}", e);
        }

        try
        {
            var variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
            {
                [Self] = ResourceSerializer.Write(dependent).Root,
                [Dependency] = dependency.Root,
            };
            return expression.EvaluateBool(variables, cancellationToken)
                ? null
                : $"dependency '{shown}' is not ready according to readyExpr eval";
        }
        catch (CelEvaluationException e)
        {
            return e.Message;
        }
    }

    private static string? CheckState(Kustomization dependent, NamespacedName key, Unstructured tree, Artifact artifact)
    {
        var dependency = ResourceSerializer.Read<Kustomization>(tree);
        var status = dependency.Status;
        if (status.Conditions.Count == 0
            || dependency.Metadata.Generation != status.ObservedGeneration
            || !status.IsTrue(ConditionTypes.Ready))
        {
            return $"dependency '{key}' is not ready";
        }

        return HaveSameSource(dependent, dependency) && !string.Equals(status.LastAppliedRevision, artifact.Revision, StringComparison.Ordinal)
            ? $"dependency '{key}' revision is not up to date"
            : null;
    }

    private static bool HaveSameSource(Kustomization one, Kustomization other) =>
        string.Equals(one.Spec.SourceRef.Kind, other.Spec.SourceRef.Kind, StringComparison.Ordinal)
        && one.Spec.SourceRef.KeyIn(one.Namespace) == other.Spec.SourceRef.KeyIn(other.Namespace);
}
