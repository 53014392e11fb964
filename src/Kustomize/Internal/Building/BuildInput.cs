using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Everything the objects of a Kustomization follow from, reduced to a hash: same hash, same objects.</summary>
internal static class BuildInput
{
    // What the rest of the spec says has no part in the build. A field this list does not know counts, which is the safe side.
    private static readonly string[] Irrelevant =
    [
        "interval", "retryInterval", "timeout", "prune", "deletionPolicy", "sourceRef", "suspend", "dependsOn", "serviceAccountName",
        "kubeConfig", "wait", "healthChecks", "healthCheckExprs", "force", "ignore",
    ];

    /// <summary>Hashes the artifact's digest, the relevant part of the spec, the owner, the variables and the decryption keys.</summary>
    public static string Hash(Kustomization owner, string artifactDigest, IReadOnlyDictionary<string, string> variables, string keys = "")
    {
        var spec = (JsonObject)JsonSerializer.SerializeToNode(owner.Spec, ApiJson.Default.KustomizationSpec)!;
        foreach (var field in Irrelevant)
        {
            spec.Remove(field);
        }

        var text = new StringBuilder()
            .Append(artifactDigest).Append('\n')
            .Append(owner.Namespace).Append('/').Append(owner.Name).Append('\n')
            .Append(spec.ToJsonString()).Append('\n')
            .Append(keys).Append('\n');
        foreach (var (name, value) in variables.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(name.Length).Append(':').Append(name).Append(value.Length).Append(':').Append(value);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
