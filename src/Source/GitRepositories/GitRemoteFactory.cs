using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Git;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>Turns a spec and its Secrets into a remote that can be asked (source.md §4.1, §4.2, §5.3).</summary>
internal sealed class GitRemoteFactory(SecretReader secrets)
{
    private const int MaxProxyAddress = 2048;

    /// <exception cref="SourceFailure">A Secret is missing or incomplete, or the provider cannot be used.</exception>
    public async Task<GitRemote> CreateAsync(ReconcileContext<GitRepository> context, CancellationToken ct)
    {
        var spec = context.Object.Spec;
        var proxy = spec.ProxySecretRef is { } proxyRef ? await ProxyAsync(context, proxyRef.Name, ct).ConfigureAwait(false) : null;
        if (!Uri.TryCreate(spec.Url, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw SourceFailure.FetchStalled(
                SourceReasons.UrlInvalid, $"failed to parse url '{spec.Url}': write scheme, host and path, for example https://example.com/team/app.git");
        }

        var secret = SecretData.Empty;
        if (spec.SecretRef is { } secretRef)
        {
            secret = await SecretAsync(context, secretRef.Name, ct).ConfigureAwait(false);
        }

        EnsureProvider(context.Object, secret);
        return url.Scheme == "ssh" ? Ssh(context, url, secret, proxy) : Http(url, spec.Url, secret, proxy);
    }

    private static GitRemote Http(Uri url, string text, SecretData secret, string? proxy)
    {
        var fromUrl = url.UserInfo.Split(':', 2);
        var user = secret.Text("username") ?? Uri.UnescapeDataString(fromUrl[0]);
        var password = secret.Text("password") ?? (fromUrl.Length == 2 ? Uri.UnescapeDataString(fromUrl[1]) : "");
        GitCredentials? credentials = null;
        if (secret.Has("bearerToken"))
        {
            if (url.UserInfo.Length > 0)
            {
                throw SourceFailure.Fetch(
                    SourceReasons.GitOperationFailed, "failed to checkout and determine revision: a bearer token cannot be combined with credentials in the url; remove one of them");
            }

            credentials = GitCredentials.Bearer((secret.Text("bearerToken") ?? "").Trim());
        }
        else if (user.Length > 0)
        {
            credentials = GitCredentials.Basic(user, password);
        }
        else if (password.Length > 0)
        {
            throw Authentication($"invalid '{url.Scheme}' auth option: 'password' requires 'username' to be set");
        }

        var (certificate, key) = (secret.Text("tls.crt", "certFile"), secret.Text("tls.key", "keyFile"));
        if (certificate is null != key is null)
        {
            throw Authentication($"'{(certificate is null ? "tls.crt" : "tls.key")}' is missing; a client certificate needs both 'tls.crt' and 'tls.key'");
        }

        return new GitRemote
        {
            Url = text,
            Credentials = credentials,
            CaBundle = secret.Text("ca.crt", "caFile"),
            ClientCertificate = certificate,
            ClientKey = key,
            Proxy = proxy,
        };
    }

    private static GitRemote Ssh(ReconcileContext<GitRepository> context, Uri url, SecretData secret, string? proxy)
    {
        if (proxy is not null)
        {
            throw Authentication("a proxy cannot be used with ssh addresses; remove spec.proxySecretRef or use https");
        }

        var identity = secret.Text("identity") ?? throw Authentication("invalid 'ssh' auth option: 'identity' is required");
        var knownHosts = secret.Text("known_hosts") ?? throw Authentication("invalid 'ssh' auth option: 'known_hosts' is required");
        var passphrase = secret.Text("password");
        if (passphrase is null && SshPrivateKey.IsEncrypted(identity))
        {
            throw SourceFailure.Fetch(
                SourceReasons.AuthenticationFailed,
                $"SSH identity key is encrypted but no 'password' field was provided in the secret '{context.Key.Namespace}/{context.Object.Spec.SecretRef!.Name}'");
        }

        return new GitRemote { Url = context.Object.Spec.Url, Credentials = GitCredentials.SshKey(identity, knownHosts, passphrase) };
    }

    /// <summary>Only credentials from Secrets are built in; a provider that is not must not fall back to anonymous access.</summary>
    private static void EnsureProvider(GitRepository repository, SecretData secret)
    {
        var spec = repository.Spec;
        switch (spec.Provider)
        {
            case null or "" or "generic":
                if (secret.Text("githubAppID") is not null)
                {
                    throw SourceFailure.Fetch(
                        SourceReasons.InvalidProviderConfiguration,
                        $"secretRef '{repository.Namespace}/{spec.SecretRef!.Name}' has github app data but provider is not set to github");
                }

                return;
            case "github" when spec.SecretRef is null:
                throw SourceFailure.FetchStalled(
                    SourceReasons.InvalidProviderConfiguration, "secretRef with github app data must be specified when provider is set to github");
            case "azure" or "aws" when !string.IsNullOrEmpty(spec.ServiceAccountName):
                throw SourceFailure.FetchStalled(
                    SourceReasons.FeatureGateDisabled,
                    "to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller");
            default:
                throw SourceFailure.FetchStalled(
                    SourceReasons.InvalidProviderConfiguration,
                    $"provider '{spec.Provider}' is not supported yet; use provider 'generic' with a Secret that holds a token");
        }
    }

    private async Task<SecretData> SecretAsync(ReconcileContext<GitRepository> context, string name, CancellationToken ct)
    {
        var key = new NamespacedName(context.Key.Namespace, name);
        try
        {
            var secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
            HideValues(context, secret);
            return secret;
        }
        catch (Exception e) when (e is KubernetesApiException or FormatException)
        {
            throw SourceFailure.Fetch(
                SourceReasons.AuthenticationFailed, $"failed to get secret '{key.Namespace}/{key.Name}': failed to get secret '{key.Namespace}/{key.Name}': {e.Message}", e);
        }
    }

    private async Task<string> ProxyAsync(ReconcileContext<GitRepository> context, string name, CancellationToken ct)
    {
        var key = new NamespacedName(context.Key.Namespace, name);
        try
        {
            var secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
            HideValues(context, secret);
            var address = secret.Text("address") ?? throw new FormatException($"secret '{key.Namespace}/{key.Name}': key 'address' not found");
            if (address.Length > MaxProxyAddress || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "socks5"))
            {
                throw new FormatException($"secret '{key.Namespace}/{key.Name}': 'address' must be an http, https or socks5 URL");
            }

            return secret.Text("username") is { } user
                ? new UriBuilder(uri) { UserName = Uri.EscapeDataString(user), Password = Uri.EscapeDataString(secret.Text("password") ?? "") }.Uri.AbsoluteUri
                : address;
        }
        catch (Exception e) when (e is KubernetesApiException or FormatException)
        {
            throw SourceFailure.Fetch(SourceReasons.AuthenticationFailed, $"failed to configure proxy options: {e.Message}", e);
        }
    }

    /// <summary>Names and certificates are no secrets and would be cut out of harmless texts.</summary>
    private static void HideValues(ReconcileContext<GitRepository> context, SecretData secret)
    {
        foreach (var name in (string[])["password", "bearerToken", "identity", "tls.key", "keyFile", "githubAppPrivateKey"])
        {
            context.Hide(secret.Text(name)?.Trim());
        }
    }

    private static SourceFailure Authentication(string problem) =>
        SourceFailure.Fetch(SourceReasons.AuthenticationFailed, $"failed to configure authentication options: {problem}");
}
