using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>A credentials file of Google Cloud: the key of a service account, or the refresh token of a user.</summary>
internal sealed class GcpCredentials
{
    private const string Scope = "https://www.googleapis.com/auth/cloudkms https://www.googleapis.com/auth/cloud-platform";
    private const string DefaultTokenAddress = "https://oauth2.googleapis.com/token";

    private readonly JsonObject _file;
    private readonly string _type;

    private GcpCredentials(JsonObject file, string type)
    {
        _file = file;
        _type = type;
    }

    /// <summary>What tells this credential from others in a cache.</summary>
    public string CacheKey => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_file.ToJsonString())));

    private string TokenAddress => _file.GetText("token_uri") is { Length: > 0 } address ? address : DefaultTokenAddress;

    /// <summary>Reads a credentials file.</summary>
    /// <exception cref="SopsException">It is not JSON, or of a type that is not supported.</exception>
    public static GcpCredentials Read(string json)
    {
        JsonObject? file;
        try
        {
            file = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            throw new SopsException("the credentials are not JSON");
        }

        var credentials = new GcpCredentials(file ?? throw new SopsException("the credentials are not a JSON object"), file.GetText("type") ?? "");
        if (credentials._type is not ("service_account" or "authorized_user"))
        {
            throw new SopsException("the type of the credentials is not supported; use the key of a service account");
        }

        return Uri.TryCreate(credentials.TokenAddress, UriKind.Absolute, out var address) && address.Scheme is "https"
            ? credentials : throw new SopsException("the credentials' token_uri is not an https address");
    }

    /// <summary>The request for an access token.</summary>
    /// <exception cref="SopsException">The private key cannot be read.</exception>
    public HttpRequestMessage TokenRequest(DateTimeOffset now)
    {
        Dictionary<string, string> form = _type == "service_account"
            ? new() { ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer", ["assertion"] = Assertion(now) }
            : new()
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = _file.GetText("client_id") ?? "",
                ["client_secret"] = _file.GetText("client_secret") ?? "",
                ["refresh_token"] = _file.GetText("refresh_token") ?? "",
            };
        return new HttpRequestMessage(HttpMethod.Post, TokenAddress) { Content = new FormUrlEncodedContent(form) };
    }

    private string Assertion(DateTimeOffset now)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(_file.GetText("private_key"));
            return JsonWebToken.Sign(
                new JsonObject { ["kid"] = _file.GetText("private_key_id") },
                new JsonObject
                {
                    ["iss"] = _file.GetText("client_email"),
                    ["scope"] = Scope,
                    ["aud"] = TokenAddress,
                    ["iat"] = now.ToUnixTimeSeconds(),
                    ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
                },
                key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new SopsException("the credentials' private key cannot be read");
        }
    }
}
