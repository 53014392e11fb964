using System.Text;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Reads Secrets straight from the API server, so that a changed credential counts on the next pass and none stays in memory.</summary>
internal sealed class SecretReader(KubernetesClient client)
{
    private static readonly ApiResource Secrets = new("", "v1", "Secret", "secrets", Namespaced: true);

    /// <summary>Decoded data of a Secret.</summary>
    /// <exception cref="KubernetesApiException">It does not exist or may not be read.</exception>
    /// <exception cref="FormatException">A value is not base64.</exception>
    public async Task<SecretData> ReadAsync(NamespacedName key, CancellationToken ct)
    {
        var secret = await client.GetAsync(Secrets, key, null, ct).ConfigureAwait(false);
        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, value) in secret.Root["data"] as System.Text.Json.Nodes.JsonObject ?? [])
        {
            values[name] = Convert.FromBase64String(value?.GetValue<string>() ?? "");
        }

        return new SecretData(values);
    }
}

/// <summary>Values of a Secret.</summary>
internal sealed class SecretData(IReadOnlyDictionary<string, byte[]> values)
{
    public static SecretData Empty { get; } = new(new Dictionary<string, byte[]>(StringComparer.Ordinal));

    public IEnumerable<string> Names => values.Keys;

    /// <summary>The first of several names that is there and not empty, as text; null when none is.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (values.TryGetValue(name, out var value) && value.Length > 0)
            {
                return Encoding.UTF8.GetString(value);
            }
        }

        return null;
    }

    public bool Has(string name) => values.ContainsKey(name);
}
