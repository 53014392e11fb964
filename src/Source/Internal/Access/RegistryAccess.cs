using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Turns a spec and its Secrets into a registry client (source.md §6.2, steps 2 to 5).</summary>
internal sealed class RegistryAccess(SecretReader secrets, KubernetesClient kubernetes, IEnumerable<IRegistryLogin> logins, TimeProvider time)
{
    private const string DockerConfigKey = ".dockerconfigjson";
    private const string OldDockerConfigKey = ".dockercfg";

    private static readonly ApiResource ServiceAccounts = new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true);

    private readonly TransportSecrets _transport = new(secrets);

    /// <exception cref="SourceFailure">A Secret is missing or incomplete, or the provider gives no credentials.</exception>
    public async Task<OciClient> ConnectAsync(RegistryRequest request, CancellationToken ct)
    {
        var options = new OciClientOptions { Insecure = request is { IsInsecure: true, CertSecret: null } };
        options = options with { Credentials = await CredentialsAsync(request, ct).ConfigureAwait(false) };
        if (request.ProxySecret is { } proxy)
        {
            options = options with { Proxy = await GuardAsync("failed to get proxy address", () => _transport.ProxyAsync(Key(request, proxy), request.Hide, ct)).ConfigureAwait(false) };
        }

        options = options with { Credentials = options.Credentials ?? await LoginAsync(request, options, ct).ConfigureAwait(false) };
        return await GuardAsync(
            $"failed to generate transport for '{request.Url}'",
            async () =>
            {
                if (request.CertSecret is { } name)
                {
                    var tls = await _transport.TlsAsync(Key(request, name), request.Hide, ct).ConfigureAwait(false);
                    options = options with { CaBundle = tls.Authority, ClientCertificate = tls.Certificate, ClientKey = tls.Key };
                }

                return new OciClient(options, time);
            }).ConfigureAwait(false);
    }

    private async Task<IRegistryCredentials?> CredentialsAsync(RegistryRequest request, CancellationToken ct)
    {
        var configs = new List<DockerConfig>();
        if (request.Secret is { } name)
        {
            configs.Add(await GuardAsync("failed to get credential", () => PullSecretAsync(request, name, ct)).ConfigureAwait(false));
        }

        if (request.ServiceAccount is { } account)
        {
            foreach (var secret in await GuardAsync("failed to get credential", () => PullSecretNamesAsync(Key(request, account), ct)).ConfigureAwait(false))
            {
                configs.Add(await GuardAsync("failed to get credential", () => PullSecretAsync(request, secret, ct)).ConfigureAwait(false));
            }
        }

        return configs.Count == 0 ? null : DockerConfig.Merge(configs);
    }

    private async Task<DockerConfig> PullSecretAsync(RegistryRequest request, string name, CancellationToken ct)
    {
        var key = Key(request, name);
        SecretData secret;
        try
        {
            secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
        }
        catch (KubernetesApiException e)
        {
            throw new FormatException($"failed to get secret '{key.Namespace}/{key.Name}': {e.Message}", e);
        }

        if (secret.Text(DockerConfigKey, OldDockerConfigKey) is { } json)
        {
            var config = DockerConfig.Parse(json);
            foreach (var value in config.Secrets)
            {
                request.Hide(value);
            }

            return config;
        }

        if (request.AllowsBasic && (secret.Has("username") || secret.Has("password")))
        {
            return BasicConfig(request, secret, key);
        }

        throw new FormatException($"secret '{key.Namespace}/{key.Name}' has no key '{DockerConfigKey}'; make it with kubectl create secret docker-registry");
    }

    private static DockerConfig BasicConfig(RegistryRequest request, SecretData secret, NamespacedName key)
    {
        if (secret.Text("username") is not { } user || secret.Text("password") is not { } password)
        {
            throw new FormatException($"secret '{key.Namespace}/{key.Name}' must contain both 'username' and 'password'");
        }

        request.Hide(password);
        var registry = OciReference.ParseRepository(request.Url).Registry;
        return DockerConfig.Parse(new JsonObject { ["auths"] = new JsonObject { [registry] = new JsonObject { ["username"] = user, ["password"] = password } } }.ToJsonString());
    }

    private async Task<IReadOnlyList<string>> PullSecretNamesAsync(NamespacedName key, CancellationToken ct)
    {
        var account = await kubernetes.GetAsync(ServiceAccounts, key, null, ct).ConfigureAwait(false);
        return [.. (account.Root["imagePullSecrets"] as JsonArray ?? []).Select(static s => s?["name"]?.GetValue<string>()).OfType<string>()];
    }

    /// <summary>A provider is asked only when no pull secret was found; it must never end in anonymous access.</summary>
    private async Task<IRegistryCredentials?> LoginAsync(RegistryRequest request, OciClientOptions options, CancellationToken ct)
    {
        if (request.Provider is null or "" or "generic")
        {
            return null;
        }

        if (request.ServiceAccount is not null)
        {
            throw new SourceFailure(
                FailureClass.Stalled,
                null,
                SourceReasons.FeatureGateDisabled,
                "to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller");
        }

        return await GuardAsync(
            $"failed to get credential from {request.Provider}",
            async () =>
            {
                var login = logins.FirstOrDefault(l => l.Provider == request.Provider)
                    ?? throw new FormatException($"there is no login for provider '{request.Provider}'; use a pull secret");
                var credential = await login.LoginAsync(OciReference.ParseRepository(request.Url), options.Proxy, ct).ConfigureAwait(false);
                request.Hide(credential.Password);
                request.Hide(credential.RegistryToken);
                return (IRegistryCredentials)credential;
            }).ConfigureAwait(false);
    }

    private static async Task<TResult> GuardAsync<TResult>(string what, Func<Task<TResult>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesApiException or FormatException or OciException or HttpRequestException)
        {
            throw SourceFailure.Fetch(SourceReasons.AuthenticationFailed, $"{what}: {e.Message}", e);
        }
    }

    private static NamespacedName Key(RegistryRequest request, string name) => new(request.Namespace, name);
}

/// <summary>What a spec says about the access to a registry.</summary>
internal sealed record RegistryRequest(string Namespace, string Url, Action<string?> Hide)
{
    public string? Secret { get; init; }

    public string? ServiceAccount { get; init; }

    public string? CertSecret { get; init; }

    public string? ProxySecret { get; init; }

    public bool IsInsecure { get; init; }

    public string? Provider { get; init; }

    /// <summary>True when the Secret may hold user name and password too, as those of Helm repositories do.</summary>
    public bool AllowsBasic { get; init; }
}
