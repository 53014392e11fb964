using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Unwraps with the key management of Google Cloud.</summary>
internal sealed partial class GcpKms(KeyServiceHttp http, SopsEnvironment environment, TimeProvider time) : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string Failed = "failed to decrypt sops data key with GCP KMS key";

    private readonly ExpiringCache<string> _tokens = new(time);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="credentials">Credentials of the decryption Secret; null uses an identity.</param>
    /// <param name="account">The account to ask as; null asks as the controller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SopsException">The key is not unwrapped.</exception>
    public async Task<byte[]> DecryptAsync(MasterKey key, GcpCredentials? credentials, WorkloadIdentity? account, CancellationToken cancellationToken)
    {
        var resource = key["resource_id"];
        if (!ResourceId().IsMatch(resource))
        {
            throw new SopsException($"cannot create GCP KMS service: no valid resource ID found in \"{resource}\"");
        }

        try
        {
            var token = await TokenAsync(credentials, account, cancellationToken).ConfigureAwait(false);
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

    private Task<string> TokenAsync(GcpCredentials? credentials, WorkloadIdentity? account, CancellationToken cancellationToken)
    {
        if (credentials is null && account is not null)
        {
            return _tokens.GetAsync($"account {account.CacheKey}", ct => ExchangeAsync(account, ct), cancellationToken);
        }

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

    /// <summary>Exchanges the token of an account for one of Google, and that for one of the service account it may act as.</summary>
    private async Task<(string Value, DateTimeOffset Expires)> ExchangeAsync(WorkloadIdentity account, CancellationToken cancellationToken)
    {
        var provider = await account.RequiredAnnotationAsync("gcp.auth.fluxcd.io/workload-identity-provider", cancellationToken).ConfigureAwait(false);
        var email = await account.AnnotationAsync("iam.gke.io/gcp-service-account", cancellationToken).ConfigureAwait(false);
        var audience = $"//iam.googleapis.com/{provider}";
        var exchange = new HttpRequestMessage(HttpMethod.Post, "https://sts.googleapis.com/v1/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
                ["audience"] = audience,
                ["scope"] = Scope,
                ["requested_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
                ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
                ["subject_token"] = await account.TokenAsync(audience, cancellationToken).ConfigureAwait(false),
            }),
        };
        var token = await FetchAsync(exchange, "Google's token endpoint", cancellationToken).ConfigureAwait(false);
        if (email.Length == 0)
        {
            return token;
        }

        var request = new HttpRequestMessage(
            HttpMethod.Post, $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{Uri.EscapeDataString(email)}:generateAccessToken")
        {
            Content = KeyServiceHttp.Json(new JsonObject { ["scope"] = new JsonArray(Scope) }),
        };
        request.Headers.Authorization = new("Bearer", token.Value);
        var answer = await http.SendAsync(request, "Google's credential service", cancellationToken).ConfigureAwait(false);
        return (answer.GetText("accessToken") ?? throw new SopsException("Google's credential service answered without a token"), time.GetUtcNow().AddMinutes(10));
    }

    private async Task<(string Value, DateTimeOffset Expires)> FetchAsync(HttpRequestMessage request, string service, CancellationToken cancellationToken) =>
        AccessToken.Read(await http.SendAsync(request, service, cancellationToken).ConfigureAwait(false), time.GetUtcNow());

    [GeneratedRegex(@"^projects/[\w.:-]+/locations/[\w-]+/keyRings/[\w-]+/cryptoKeys/[\w-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ResourceId();
}
