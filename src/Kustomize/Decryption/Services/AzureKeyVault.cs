using System.Buffers.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Unwraps with a key of Azure Key Vault.</summary>
internal sealed partial class AzureKeyVault(KeyServiceHttp http, SopsEnvironment environment, TimeProvider time) : IDisposable
{
    private const string Metadata = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01";

    // The address of the vault comes from the file; a token must not go anywhere but to a vault.
    private static readonly string[] Domains =
    [
        "vault.azure.net", "vault.azure.cn", "vault.usgovcloudapi.net", "vault.microsoftazure.de",
        "managedhsm.azure.net", "managedhsm.azure.cn", "managedhsm.usgovcloudapi.net",
    ];

    private readonly ExpiringCache<string> _tokens = new(time);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="credentials">Credentials of the decryption Secret; null uses the identity of the controller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SopsException">The key is not unwrapped.</exception>
    public async Task<byte[]> DecryptAsync(MasterKey key, AzureCredentials? credentials, CancellationToken cancellationToken)
    {
        var failed = $"failed to decrypt sops data key with Azure Key Vault key '{key.Name}'";
        try
        {
            var wrapped = DecodeWrapped(key.Wrapped);
            var domain = Uri.TryCreate(key["vault_url"], UriKind.Absolute, out var vault) && vault.Scheme is "https" && vault.IsDefaultPort
                ? Domains.FirstOrDefault(known => vault.Host.EndsWith("." + known, StringComparison.OrdinalIgnoreCase)) : null;
            if (domain is null || !Segment().IsMatch(key["name"]) || !Segment().IsMatch(key["version"]))
            {
                throw new SopsException("it is not the address of a key in a Key Vault");
            }

            var token = await TokenAsync(credentials, $"https://{domain}", cancellationToken).ConfigureAwait(false);
            var request = new HttpRequestMessage(HttpMethod.Post, $"https://{vault!.Host}/keys/{key["name"]}/{key["version"]}/decrypt?api-version=7.4")
            {
                Content = KeyServiceHttp.Json(new JsonObject { ["alg"] = "RSA-OAEP-256", ["value"] = wrapped }),
            };
            request.Headers.Authorization = new("Bearer", token);
            var answer = await http.SendAsync(request, "Azure Key Vault", cancellationToken).ConfigureAwait(false);
            return Base64Url.DecodeFromChars(answer.GetText("value") ?? throw new SopsException("Azure Key Vault answered without a value"));
        }
        catch (FormatException)
        {
            throw new SopsException($"{failed}: the wrapped key or the answer is malformed");
        }
        catch (SopsException e)
        {
            throw new SopsException($"{failed}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    private static string DecodeWrapped(string text) => Base64Url.EncodeToString(Base64Url.DecodeFromChars(text.Trim()));

    private Task<string> TokenAsync(AzureCredentials? credentials, string resource, CancellationToken cancellationToken)
    {
        var federated = credentials is null && environment["AZURE_FEDERATED_TOKEN_FILE"] is { Length: > 0 } file ? file : null;
        if (federated is not null)
        {
            credentials = AzureCredentials.Federated(
                environment["AZURE_TENANT_ID"] ?? "", environment["AZURE_CLIENT_ID"] ?? "", environment["AZURE_AUTHORITY_HOST"] ?? "");
        }

        var isManaged = credentials is null or { IsManagedIdentity: true };
        var client = credentials?.Client ?? environment["AZURE_CLIENT_ID"] ?? "";
        return _tokens.GetAsync($"{resource} {(isManaged ? client : credentials!.CacheKey)}", async ct =>
        {
            var request = isManaged ? ManagedRequest(resource, client)
                : credentials!.TokenRequest(resource + "/.default", time.GetUtcNow(), federated is null ? null : environment.ReadFile(federated).Trim());
            var answer = await http.SendAsync(request, isManaged ? "Azure's instance metadata" : "Azure's token endpoint", ct).ConfigureAwait(false);
            return AccessToken.Read(answer, time.GetUtcNow());
        }, cancellationToken);
    }

    private static HttpRequestMessage ManagedRequest(string resource, string client)
    {
        var address = $"{Metadata}&resource={Uri.EscapeDataString(resource)}{(client.Length > 0 ? $"&client_id={Uri.EscapeDataString(client)}" : "")}";
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Metadata", "true");
        return request;
    }

    [GeneratedRegex("^[0-9A-Za-z-]{0,127}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Segment();
}
