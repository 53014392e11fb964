using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Unwraps with the key management of Google Cloud.</summary>
internal sealed partial class GcpKms(KeyServiceHttp http, SopsEnvironment environment, TimeProvider time) : IDisposable
{
    private const string Failed = "failed to decrypt sops data key with GCP KMS key";

    private readonly ExpiringCache<string> _tokens = new(time);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="credentials">Credentials of the decryption Secret; null uses the identity of the controller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SopsException">The key is not unwrapped.</exception>
    public async Task<byte[]> DecryptAsync(MasterKey key, GcpCredentials? credentials, CancellationToken cancellationToken)
    {
        var resource = key["resource_id"];
        if (!ResourceId().IsMatch(resource))
        {
            throw new SopsException($"cannot create GCP KMS service: no valid resource ID found in \"{resource}\"");
        }

        try
        {
            var token = await TokenAsync(credentials, cancellationToken).ConfigureAwait(false);
            var request = new HttpRequestMessage(HttpMethod.Post, $"https://cloudkms.googleapis.com/v1/{resource}:decrypt")
            {
                Content = KeyServiceHttp.Json(new JsonObject { ["ciphertext"] = key.Wrapped }),
            };
            request.Headers.Authorization = new("Bearer", token);
            var answer = await http.SendAsync(request, "GCP KMS", cancellationToken).ConfigureAwait(false);
            return Convert.FromBase64String(answer.GetText("plaintext") ?? throw new SopsException("GCP KMS answered without a plaintext"));
        }
        catch (FormatException)
        {
            throw new SopsException($"{Failed}: the answer is malformed");
        }
        catch (SopsException e)
        {
            throw new SopsException($"{Failed}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    private Task<string> TokenAsync(GcpCredentials? credentials, CancellationToken cancellationToken)
    {
        credentials ??= OfController();
        if (credentials is not null)
        {
            return _tokens.GetAsync(credentials.CacheKey, ct => FetchAsync(credentials.TokenRequest(time.GetUtcNow()), "Google's token endpoint", ct), cancellationToken);
        }

        if (environment["GOOGLE_OAUTH_ACCESS_TOKEN"] is { Length: > 0 } token)
        {
            return Task.FromResult(token);
        }

        return _tokens.GetAsync("", ct =>
        {
            var host = environment["GCE_METADATA_HOST"] is { Length: > 0 } other ? other : "metadata.google.internal";
            var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}/computeMetadata/v1/instance/service-accounts/default/token");
            request.Headers.Add("Metadata-Flavor", "Google");
            return FetchAsync(request, "Google's metadata server", ct);
        }, cancellationToken);
    }

    private GcpCredentials? OfController()
    {
        if (environment["GOOGLE_CREDENTIALS"] is { Length: > 0 } credentials)
        {
            return GcpCredentials.Read(credentials.TrimStart().StartsWith('{') ? credentials : environment.ReadFile(credentials));
        }

        return environment["GOOGLE_APPLICATION_CREDENTIALS"] is { Length: > 0 } file ? GcpCredentials.Read(environment.ReadFile(file)) : null;
    }

    private async Task<(string Value, DateTimeOffset Expires)> FetchAsync(HttpRequestMessage request, string service, CancellationToken cancellationToken) =>
        AccessToken.Read(await http.SendAsync(request, service, cancellationToken).ConfigureAwait(false), time.GetUtcNow());

    [GeneratedRegex(@"^projects/[\w.:-]+/locations/[\w-]+/keyRings/[\w-]+/cryptoKeys/[\w-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ResourceId();
}
