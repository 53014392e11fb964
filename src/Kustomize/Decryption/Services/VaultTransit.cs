using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Unwraps with the transit engine of HashiCorp Vault or OpenBao.</summary>
internal sealed class VaultTransit(KeyServiceHttp http, SopsEnvironment environment)
{
    /// <summary>Unwraps a data key.</summary>
    /// <param name="key">The key, with the address of its server.</param>
    /// <param name="token">The token of the decryption Secret; null uses that of the controller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SopsException">The server is not allowed, or does not unwrap the key.</exception>
    public async Task<byte[]> DecryptAsync(MasterKey key, string? token, CancellationToken cancellationToken)
    {
        var address = key["vault_address"].TrimEnd('/');
        var path = $"{key["engine_path"].Trim('/')}/decrypt/{key["key_name"].Trim('/')}";
        var failed = $"failed to decrypt sops data key from Vault transit backend '{path}'";
        if (!IsAllowed(address, environment.VaultAllowlist))
        {
            throw new SopsException($"Allowlist does not allow {address}");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https")
            || server.UserInfo.Length > 0 || server.Query.Length > 0
            || path.Split('/').Any(static segment => segment is "" or "." or ".."))
        {
            throw new SopsException($"{failed}: the address or the path is malformed");
        }

        if (token is not { Length: > 0 } && environment.VaultToken is not { Length: > 0 })
        {
            throw new SopsException($"{failed}: there is no token; put one into the decryption Secret under the key 'sops.vault-token'");
        }

        var request = new HttpRequestMessage(HttpMethod.Put, $"{address}/v1/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}")
        {
            Content = KeyServiceHttp.Json(new JsonObject { ["ciphertext"] = key.Wrapped }),
        };
        request.Headers.Add("X-Vault-Request", "true");
        if (!request.Headers.TryAddWithoutValidation("X-Vault-Token", token is { Length: > 0 } ? token : environment.VaultToken))
        {
            throw new SopsException($"{failed}: the token is malformed");
        }

        if (environment.VaultNamespace is { Length: > 0 } ns)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", ns);
        }

        try
        {
            var answer = await http.SendAsync(request, "Vault", cancellationToken).ConfigureAwait(false);
            return Convert.FromBase64String(answer.At("data", "plaintext").AsText() ?? throw new SopsException("no decrypted data"));
        }
        catch (FormatException)
        {
            throw new SopsException($"{failed}: cannot decode base64 plaintext into data key bytes");
        }
        catch (SopsException e)
        {
            throw new SopsException($"{failed}: {e.Message}", e);
        }
    }

    /// <summary>Which servers may be asked: <c>all</c>, <c>none</c>, or addresses and paths separated by commas.</summary>
    private static bool IsAllowed(string address, string? allowlist) => allowlist switch
    {
        null or "" or "all" => true,
        "none" => false,
        _ => allowlist.Split(',', StringSplitOptions.TrimEntries).Any(entry =>
            entry.Length > 0 && (address + "/").StartsWith(entry.TrimEnd('/') + "/", StringComparison.Ordinal)),
    };
}
