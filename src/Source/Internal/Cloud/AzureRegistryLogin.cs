using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Credentials of Azure's registries: the pod's token becomes one of the cloud, and that one of the registry.</summary>
internal sealed class AzureRegistryLogin(CloudEnvironment environment) : IRegistryLogin
{
    private const string Authority = "https://login.microsoftonline.com/";

    /// <summary>User name that goes with a token.</summary>
    private const string TokenUser = "00000000-0000-0000-0000-000000000000";

    private static readonly string[] Suffixes = [".azurecr.io", ".azurecr.cn", ".azurecr.de", ".azurecr.us"];

    public string Provider => "azure";

    public async Task<RegistryCredential> LoginAsync(OciReference repository, string? proxy, CancellationToken ct)
    {
        var host = repository.Registry;
        if (!Array.Exists(Suffixes, s => host.EndsWith(s, StringComparison.Ordinal)))
        {
            throw new FormatException($"'{host}' is no registry of Azure (*.azurecr.io, .cn, .de, .us)");
        }

        var tenant = environment.Get("AZURE_TENANT_ID");
        using var http = new CloudHttp(proxy);
        var access = await FormAsync(http, $"{(environment.Find("AZURE_AUTHORITY_HOST") ?? Authority).TrimEnd('/')}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token", new(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = environment.Get("AZURE_CLIENT_ID"),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = await environment.ReadTokenAsync("AZURE_FEDERATED_TOKEN_FILE", ct).ConfigureAwait(false),
            ["scope"] = "https://management.azure.com/.default",
        }, "access_token", ct).ConfigureAwait(false);
        var refresh = await FormAsync(http, $"{environment.RegistryAddress(host)}/oauth2/exchange", new(StringComparer.Ordinal)
        {
            ["grant_type"] = "access_token",
            ["service"] = host,
            ["tenant"] = tenant,
            ["access_token"] = access,
        }, "refresh_token", ct).ConfigureAwait(false);
        return RegistryCredential.Basic(TokenUser, refresh);
    }

    private static async Task<string> FormAsync(CloudHttp http, string address, Dictionary<string, string> form, string wanted, CancellationToken ct) =>
        CloudHttp.Text(await http.JsonAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) }, ct).ConfigureAwait(false), wanted);
}
