using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Asks the local cluster for tokens of ServiceAccounts that other systems accept, and keeps them for four fifths of their life.</summary>
internal sealed class AccountTokens(KubernetesClient local, KustomizeControllerOptions options, TimeProvider time)
{
    private const string OwnTokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>The part of a token's life it is used for.</summary>
    private const double UsedLife = 0.8;

    private static readonly ApiResource ServiceAccounts = new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true);

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>The tokens of one account for certain audiences.</summary>
    /// <param name="ns">Namespace of the object that asks, and of the account.</param>
    /// <param name="name">Name of the account; null or empty takes the default account, or else the controller's own.</param>
    /// <param name="audiences">Who the tokens are for.</param>
    public Account Of(string ns, string? name, IReadOnlyList<string> audiences) =>
        _accounts.GetOrAdd($"{ns}/{name} {string.Join(' ', audiences)}", _ => new Account(this, ns, name, audiences));

    private async Task<BearerToken> RequestAsync(string ns, string? name, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var isDefault = string.IsNullOrEmpty(name);
        var account = isDefault ? options.DefaultKubeConfigServiceAccount : name!;
        if (account.Length == 0)
        {
            return await RequestOwnAsync(audiences, cancellationToken).ConfigureAwait(false);
        }

        var key = new NamespacedName(ns, account);
        try
        {
            await local.GetAsync(ServiceAccounts, key, new ReadOptions { MetadataOnly = true }, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e)
        {
            var reason = isDefault && e.IsNotFound
                ? "the specified default service account does not exist in the object namespace. your cluster is subject to multi-tenant workload identity lockdown, reach out to your cluster administrator for help"
                : e.Message;
            throw new TargetClusterException($"failed to get service account '{key}': {reason}", e);
        }

        if (!options.ObjectLevelWorkloadIdentity)
        {
            throw new TargetClusterException("ObjectLevelWorkloadIdentity feature gate is not enabled");
        }

        try
        {
            return await IssueAsync(key, audiences, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException e)
        {
            throw new TargetClusterException($"failed to create kubernetes token for service account '{key}': {e.Message}", e);
        }
    }

    private async Task<BearerToken> RequestOwnAsync(IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var file = local.Config.Credentials.TokenFile ?? OwnTokenFile;
        try
        {
            var own = SubjectOf(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false));
            return await IssueAsync(own, audiences, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or JsonException or KubernetesApiException)
        {
            throw new TargetClusterException($"failed to create provider access token for the controller: {e.Message}", e);
        }
    }

    private async Task<BearerToken> IssueAsync(NamespacedName account, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["metadata"] = new JsonObject { ["name"] = account.Name, ["namespace"] = account.Namespace },
            ["spec"] = new JsonObject { ["audiences"] = new JsonArray([.. audiences.Select(static audience => (JsonNode)audience)]) },
        };
        var answer = await local.CreateAsync(ServiceAccounts, new Unstructured(request), new WriteOptions { Subresource = "token" }, cancellationToken).ConfigureAwait(false);
        var token = answer.Root.At("status", "token").AsText() ?? throw new FormatException("the API server answered without a token");
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.TryParse(answer.Root.At("status", "expirationTimestamp").AsText(), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : now;
        return new BearerToken(token, now + ((expires - now) * UsedLife));
    }

    /// <summary>The account a token of the local cluster belongs to.</summary>
    private static NamespacedName SubjectOf(string token)
    {
        var parts = token.Trim().Split('.');
        var payload = parts.Length == 3 ? parts[1].Replace('-', '+').Replace('_', '/') : throw new FormatException("the controller's token is no JSON web token");
        var claims = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))));
        return claims.At("sub").AsText()?.Split(':') is ["system", "serviceaccount", var ns, var name]
            ? new NamespacedName(ns, name)
            : throw new FormatException("the controller's token is not that of a service account");
    }

    /// <summary>One account for certain audiences. <see cref="Provider"/> is always the same, so that connections can be shared.</summary>
    internal sealed class Account
    {
        private readonly AccountTokens _tokens;
        private readonly Func<CancellationToken, Task<BearerToken>> _request;
        private BearerToken? _last;

        public Account(AccountTokens tokens, string ns, string? name, IReadOnlyList<string> audiences)
        {
            _tokens = tokens;
            _request = ct => tokens.RequestAsync(ns, name, audiences, ct);
            Provider = RenewAsync;
        }

        /// <summary>Asks for a new token.</summary>
        public Func<CancellationToken, Task<BearerToken>> Provider { get; }

        /// <summary>A token that is still good, a new one if need be.</summary>
        public Task<BearerToken> GetAsync(CancellationToken cancellationToken) =>
            _last is { ExpiresAt: { } end } last && _tokens.Now < end ? Task.FromResult(last) : RenewAsync(cancellationToken);

        private async Task<BearerToken> RenewAsync(CancellationToken cancellationToken) =>
            _last = await _request(cancellationToken).ConfigureAwait(false);
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
