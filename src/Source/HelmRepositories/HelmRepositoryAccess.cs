using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.HelmRepositories;

/// <summary>Turns a HelmRepository and its Secrets into something that can be asked (source.md §7.2).</summary>
internal sealed class HelmRepositoryAccess(SecretReader secrets)
{
    private readonly TransportSecrets _transport = new(secrets);

    /// <summary>Address of the repository with one slash at its end; query strings stay.</summary>
    /// <exception cref="FormatException">It is not an http or https address.</exception>
    public static Uri AddressOf(HelmRepository repository)
    {
        if (repository.Spec.Url.StartsWith("oci://", StringComparison.Ordinal))
        {
            throw new FormatException("'oci' URL scheme cannot be used with 'default' HelmRepository type");
        }

        return Normalize(repository.Spec.Url);
    }

    /// <exception cref="FormatException">It is not an http or https address.</exception>
    public static Uri Normalize(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 && url.Scheme is "http" or "https"
            ? new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + "/" }.Uri
            : throw new FormatException($"'{text}' is not an http or https address");

    /// <exception cref="FormatException">A Secret is missing or incomplete.</exception>
    public async Task<HelmHttp> ConnectAsync(HelmRepository repository, Uri address, Action<string?> hide, CancellationToken ct)
    {
        var options = new HelmHttpOptions { PassCredentials = repository.Spec.PassCredentials == true };
        try
        {
            TlsSettings? tls = null;
            if (repository.Spec.SecretRef is { } secretRef)
            {
                var key = new NamespacedName(repository.Namespace, secretRef.Name);
                var secret = await secrets.ReadAsync(key, ct).ConfigureAwait(false);
                options = Basic(options, secret, key, hide);
                tls = TransportSecrets.Tls(secret, key, hide);
            }

            if (repository.Spec.CertSecretRef is { } certRef)
            {
                tls = await _transport.TlsAsync(new NamespacedName(repository.Namespace, certRef.Name), hide, ct).ConfigureAwait(false);
            }

            return new HelmHttp(address, options with { Authority = tls?.Authority, Certificate = tls?.Certificate, Key = tls?.Key });
        }
        catch (KubernetesApiException e)
        {
            throw new FormatException($"failed to get authentication secret: {e.Message}", e);
        }
    }

    private static HelmHttpOptions Basic(HelmHttpOptions options, SecretData secret, NamespacedName key, Action<string?> hide)
    {
        var (user, password) = (secret.Text("username"), secret.Text("password"));
        hide(password);
        return user is null != password is null
            ? throw new FormatException($"invalid '{key.Namespace}/{key.Name}' secret data: required fields 'username' and 'password'")
            : options with { Username = user, Password = password };
    }
}
