using GitOpsToolkit.Api.Sources;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Source.HelmRepositories;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.HelmCharts;

/// <summary>Opens the repositories that charts and their dependencies come from.</summary>
internal sealed class ChartRepositories(
    HelmRepositoryAccess access, RegistryAccess registries, SignatureCheck signatures, HelmIndexCache indexes, IResourceCache cache)
{
    /// <summary>Opens the repository of a HelmRepository object.</summary>
    /// <param name="repository">The object; of an index over HTTP its artifact is used.</param>
    /// <param name="verification">How charts must be signed; null for not at all.</param>
    /// <param name="hide">Keeps a secret out of texts.</param>
    /// <param name="ct">Stops the reading of Secrets.</param>
    /// <exception cref="SourceFailure">Address or credentials cannot be used.</exception>
    public async Task<IChartRepository> OpenAsync(HelmRepository repository, HelmChartVerification? verification, Action<string?> hide, CancellationToken ct)
    {
        if (HelmRepositoryReconciler.IsOci(repository))
        {
            return await OpenRegistryAsync(repository, verification, hide, ct).ConfigureAwait(false);
        }

        if (verification is not null)
        {
            throw ChartFailure.Verification("charts of an index over http cannot be verified; use a registry or remove spec.verify");
        }

        Uri address;
        try
        {
            address = HelmRepositoryAccess.AddressOf(repository);
        }
        catch (FormatException e)
        {
            throw ChartFailure.Unknown(FailureClass.Stalled, SourceReasons.UrlInvalid, $"invalid Helm repository URL: {e.Message}", e);
        }

        try
        {
            var http = await access.ConnectAsync(repository, address, hide, ct).ConfigureAwait(false);
            return new HttpChartRepository(address, token => indexes.ReadAsync(repository.Status.Artifact!, token), http);
        }
        catch (FormatException e)
        {
            throw ChartFailure.Unknown(FailureClass.Transient, SourceReasons.AuthenticationFailed, e.Message, e);
        }
    }

    /// <summary>Opens the repository a dependency names: with the credentials of the HelmRepository of the same address, or without.</summary>
    /// <exception cref="SourceFailure">Address or credentials cannot be used.</exception>
    public async Task<IChartRepository> OpenAsync(string url, string @namespace, int indexLimit, Action<string?> hide, CancellationToken ct)
    {
        var known = cache.List<HelmRepository>(@namespace).FirstOrDefault(r => Same(r.Spec.Url, url) && (HelmRepositoryReconciler.IsOci(r) || r.Status.Artifact is not null));
        if (known is not null)
        {
            return await OpenAsync(known, null, hide, ct).ConfigureAwait(false);
        }

        if (url.StartsWith("oci://", StringComparison.Ordinal))
        {
            return new OciChartRepository(url, new OciClient(), null);
        }

        try
        {
            var address = HelmRepositoryAccess.Normalize(url);
            var http = new HelmHttp(address, new HelmHttpOptions());
            return new HttpChartRepository(address, async token => HelmIndex.Parse(await http.GetAsync(new UriBuilder(address) { Path = address.AbsolutePath + "index.yaml" }.Uri, indexLimit, token).ConfigureAwait(false)), http);
        }
        catch (FormatException e)
        {
            throw ChartFailure.Dependency($"no chart repository for URL '{url}': {e.Message}", e);
        }
    }

    private async Task<IChartRepository> OpenRegistryAsync(HelmRepository repository, HelmChartVerification? verification, Action<string?> hide, CancellationToken ct)
    {
        var spec = repository.Spec;
        if (!spec.Url.StartsWith("oci://", StringComparison.Ordinal))
        {
            throw ChartFailure.Unknown(FailureClass.Stalled, SourceReasons.UrlInvalid, $"invalid OCI registry URL: {spec.Url}");
        }

        OciClient client;
        try
        {
            client = await registries.ConnectAsync(
                new RegistryRequest(repository.Namespace, spec.Url, hide)
                {
                    Secret = spec.SecretRef?.Name,
                    CertSecret = spec.CertSecretRef?.Name,
                    IsInsecure = spec.Insecure == true,
                    Provider = spec.Provider,
                    AllowsBasic = true,
                },
                ct).ConfigureAwait(false);
        }
        catch (SourceFailure e)
        {
            throw ChartFailure.Unknown(e.Class, e.Reason, e.Message, e);
        }

        return new OciChartRepository(spec.Url, client, verification is null ? null : (reference, token) => VerifyAsync(client, reference, repository.Namespace, verification, token));
    }

    private async Task VerifyAsync(OciClient client, OciReference reference, string @namespace, HelmChartVerification verification, CancellationToken ct)
    {
        try
        {
            await signatures.CheckAsync(client, reference, @namespace, verification.Provider, verification.SecretRef?.Name, ct).ConfigureAwait(false);
        }
        catch (SourceFailure e)
        {
            throw ChartFailure.Verification(e.Message, e);
        }
    }

    private static bool Same(string left, string right) => left.TrimEnd('/') == right.TrimEnd('/');
}
