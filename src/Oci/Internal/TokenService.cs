using System.Net.Http.Headers;

namespace GitOpsToolkit.Oci;

/// <summary>Turns a challenge and a credential into the header that answers it (docker's token specification).</summary>
internal sealed class TokenService(OciReference repository, OciClientOptions options)
{
    private const string ClientId = "gitops-toolkit";

    /// <summary>User name by which registries mark a password as an identity token.</summary>
    private const string TokenUser = "<token>";

    /// <exception cref="OciException">No challenge can be answered, or the credential may not be sent to the token service.</exception>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        Uri registry,
        IReadOnlyList<Challenge> challenges,
        bool push,
        Func<Func<HttpRequestMessage>, CancellationToken, Task<TokenAnswer>> send,
        CancellationToken ct)
    {
        var credential = options.Credentials is { } source ? await source.FindAsync(repository, ct).ConfigureAwait(false) : null;
        if (credential?.RegistryToken is { } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }

        if (challenges.FirstOrDefault(static c => c.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) is { } bearer)
        {
            return await ExchangeAsync(registry, bearer, credential, push, send, ct).ConfigureAwait(false);
        }

        return challenges.Any(static c => c.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) && credential?.BasicHeader is { } basic
            ? new AuthenticationHeaderValue("Basic", basic)
            : null;
    }

    private async Task<AuthenticationHeaderValue> ExchangeAsync(
        Uri registry, Challenge challenge, RegistryCredential? credential, bool push, Func<Func<HttpRequestMessage>, CancellationToken, Task<TokenAnswer>> send, CancellationToken ct)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || realm.Scheme is not ("https" or "http"))
        {
            throw new OciException(OciError.Unauthorized, $"registry {repository.Registry} wants a token but names no address to get it from");
        }

        if (realm.Scheme == "http" && registry.Scheme == "https")
        {
            throw new OciException(OciError.Unauthorized, $"registry {repository.Registry} names the token service {realm.Authority} without encryption; it is not asked");
        }

        if (credential is not null && !TokenHosts.MayReceiveCredentials(registry, realm, options.TrustedTokenHosts))
        {
            throw new OciException(
                OciError.Unauthorized,
                $"registry {repository.Registry} wants its credentials sent to {realm.Authority}, which is another host; they are not sent. Trust that host explicitly, or check the registry's address");
        }

        var answer = await send(() => Request(realm, challenge, credential, push), ct).ConfigureAwait(false);
        var token = string.IsNullOrEmpty(answer.Token) ? answer.AccessToken : answer.Token;
        return string.IsNullOrEmpty(token)
            ? throw new OciException(OciError.Unauthorized, $"the token service {realm.Authority} gave no token")
            : new AuthenticationHeaderValue("Bearer", token);
    }

    private HttpRequestMessage Request(Uri realm, Challenge challenge, RegistryCredential? credential, bool push)
    {
        var scope = $"repository:{repository.Repository}:{(push ? "pull,push" : "pull")}";
        var service = challenge["service"];
        var identity = credential?.IdentityToken ?? (credential?.Username == TokenUser ? credential.Password : null);
        if (identity is not null)
        {
            var form = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = identity,
                ["client_id"] = ClientId,
                ["scope"] = scope,
            };
            if (service is not null)
            {
                form["service"] = service;
            }

            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(form) };
        }

        var query = $"{(realm.Query.Length > 0 ? realm.Query[1..] + "&" : "")}scope={Uri.EscapeDataString(scope)}{(service is null ? "" : "&service=" + Uri.EscapeDataString(service))}";
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query }.Uri);
        if (credential?.BasicHeader is { } basic)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        }

        return request;
    }
}
