using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Gathers the variables of a Kustomization: those of ConfigMaps and Secrets in the order listed, then its own.</summary>
/// <param name="client">The local cluster, as the controller.</param>
internal sealed class VariableSource(KubernetesClient client)
{
    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly ApiResource Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);

    /// <summary>The variables, or why an object that is not optional cannot be read.</summary>
    public async Task<BuildVariables> LoadAsync(Kustomization owner, CancellationToken cancellationToken)
    {
        if (owner.Spec.PostBuild is not { } postBuild)
        {
            return BuildVariables.None;
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reference in postBuild.SubstituteFrom ?? [])
        {
            if (await AddAsync(variables, reference, owner.Namespace, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                return BuildVariables.None with { Failure = failure };
            }
        }

        foreach (var (name, value) in postBuild.Substitute ?? [])
        {
            variables[name] = OneLine(value);
        }

        return new BuildVariables(variables);
    }

    private async Task<string?> AddAsync(
        Dictionary<string, string> variables, SubstituteReference reference, string ns, CancellationToken cancellationToken)
    {
        var isSecret = string.Equals(reference.Kind, "Secret", StringComparison.Ordinal);
        Unstructured source;
        try
        {
            source = await client.GetAsync(isSecret ? Secrets : ConfigMaps, new NamespacedName(ns, reference.Name), null, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsNotFound && reference.Optional is true)
        {
            return null;
        }
        catch (Exception e) when (e is KubernetesApiException or KubernetesConnectionException)
        {
            return $"substitute from '{reference.Kind}/{reference.Name}' error: {e.Message}";
        }

        foreach (var (name, node) in source.Root["data"] as JsonObject ?? [])
        {
            var value = node.AsText() ?? "";
            variables[name] = OneLine(isSecret ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : value);
        }

        return null;
    }

    private static string OneLine(string value) => value.Replace("\n", "", StringComparison.Ordinal);
}
