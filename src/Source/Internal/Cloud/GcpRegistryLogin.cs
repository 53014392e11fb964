using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Credentials of Google's registries, from the metadata service of the node.</summary>
internal sealed class GcpRegistryLogin(CloudEnvironment environment) : IRegistryLogin
{
    private const string MetadataHost = "metadata.google.internal";

    public string Provider => "gcp";

    public async Task<RegistryCredential> LoginAsync(OciReference repository, string? proxy, CancellationToken ct)
    {
        var host = repository.Registry;
        if (host != "gcr.io" && !host.EndsWith(".gcr.io", StringComparison.Ordinal) && !host.EndsWith("-docker.pkg.dev", StringComparison.Ordinal))
        {
            throw new FormatException($"'{host}' is no registry of Google Cloud (gcr.io, *.gcr.io, *-docker.pkg.dev)");
        }

        // The metadata service is on the node and never behind a proxy.
        using var http = new CloudHttp(null);
        var request = new HttpRequestMessage(
            HttpMethod.Get, $"http://{environment.Find("GCE_METADATA_HOST") ?? MetadataHost}/computeMetadata/v1/instance/service-accounts/default/token");
        request.Headers.TryAddWithoutValidation("Metadata-Flavor", "Google");
        return RegistryCredential.Basic("oauth2accesstoken", CloudHttp.Text(await http.JsonAsync(request, ct).ConfigureAwait(false), "access_token"));
    }
}
