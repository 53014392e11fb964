using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>The entry <c>sops.azure-kv</c> of a decryption Secret.</summary>
internal sealed class AzureCredentials
{
    private const string DefaultAuthority = "https://login.microsoftonline.com";

    private AzureCredentials(string tenant, string client) => (Tenant, Client) = (tenant, client);

    /// <summary>The client's id.</summary>
    public string Client { get; }

    /// <summary>True when the id is that of a managed identity, which needs no secret.</summary>
    public bool IsManagedIdentity { get; private init; }

    private string Tenant { get; }

    private string Secret { get; init; } = "";

    private string Certificate { get; init; } = "";

    private string CertificatePassword { get; init; } = "";

    private bool SendsChain { get; init; }

    private string Authority { get; init; } = DefaultAuthority;

    /// <summary>What tells this credential from others in a cache.</summary>
    public string CacheKey => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Authority, Tenant, Client, Secret, Certificate))));

    /// <summary>The identity of a pod with a federated token.</summary>
    public static AzureCredentials Federated(string tenant, string client, string authority) =>
        new(tenant, client) { Authority = authority.Length > 0 ? authority : DefaultAuthority };

    /// <summary>Reads the entry: YAML or JSON in UTF-8, or in UTF-16 with a byte-order mark.</summary>
    /// <exception cref="SopsException">It is malformed, or no usable credential.</exception>
    public static AzureCredentials Read(byte[] content)
    {
        JsonObject root;
        try
        {
            root = YamlReader.ReadDocuments(Decode(content)) is [JsonObject found, ..]
                ? found : throw new SopsException("failed to unmarshal Azure authentication file: it is not an object");
        }
        catch (YamlException)
        {
            throw new SopsException("failed to unmarshal Azure authentication file: it is not YAML");
        }

        string Field(string name) => root.GetText(name) ?? "";
        var (tenant, client, secret, certificate) = (Field("tenantId"), Field("clientId"), Field("clientSecret"), Field("clientCertificate"));
        var authority = Field("authorityHost") is { Length: > 0 } host ? host.TrimEnd('/') : DefaultAuthority;
        var credentials = tenant.Length > 0 && client.Length > 0 && (secret.Length > 0 || certificate.Length > 0)
            ? new AzureCredentials(tenant, client)
            {
                Secret = secret,
                Certificate = secret.Length > 0 ? "" : certificate,
                CertificatePassword = Field("clientCertificatePassword"),
                SendsChain = root.GetBoolean("clientCertificateSendChain") is true,
                Authority = authority,
            }
            : Field("tenant").Length > 0 && Field("appId").Length > 0 && Field("password").Length > 0
                ? new AzureCredentials(Field("tenant"), Field("appId")) { Secret = Field("password"), Authority = authority }
            : client.Length > 0 ? new AzureCredentials("", client) { IsManagedIdentity = true }
            : throw new SopsException(
                "invalid data: requires a 'clientId' field, a combination of 'tenantId', 'clientId' and 'clientSecret', or 'tenantId', 'clientId' and 'clientCertificate'");
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address) || address.Scheme is not "https")
        {
            throw new SopsException("invalid data: 'authorityHost' is not an https address");
        }

        if (credentials.Certificate.Length > 0)
        {
            using var check = credentials.LoadCertificate();
        }

        return credentials;
    }

    /// <summary>The request for an access token.</summary>
    /// <param name="scope">What the token is for.</param>
    /// <param name="now">The time.</param>
    /// <param name="federatedToken">The token of a ServiceAccount to exchange, null to use the secret or the certificate.</param>
    public HttpRequestMessage TokenRequest(string scope, DateTimeOffset now, string? federatedToken = null)
    {
        var address = $"{Authority.TrimEnd('/')}/{Uri.EscapeDataString(Tenant)}/oauth2/v2.0/token";
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["client_id"] = Client, ["scope"] = scope };
        if (Secret.Length > 0)
        {
            form["client_secret"] = Secret;
        }
        else
        {
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form["client_assertion"] = federatedToken ?? Assertion(address, now);
        }

        return new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
    }

    private string Assertion(string audience, DateTimeOffset now)
    {
        using var certificate = LoadCertificate();
        using var key = certificate.GetRSAPrivateKey();
        var header = new JsonObject { ["x5t"] = Base64Url.EncodeToString(certificate.GetCertHash()) };
        if (SendsChain)
        {
            header["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData));
        }

        return JsonWebToken.Sign(
            header,
            new JsonObject
            {
                ["aud"] = audience,
                ["iss"] = Client,
                ["sub"] = Client,
                ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
                ["nbf"] = now.ToUnixTimeSeconds(),
                ["exp"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            },
            key!);
    }

    /// <summary>A certificate with its key: PEM, or PKCS#12 in base64.</summary>
    private X509Certificate2 LoadCertificate()
    {
        try
        {
            var certificate = !Certificate.Contains("-----BEGIN", StringComparison.Ordinal)
                ? X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(Certificate), CertificatePassword, X509KeyStorageFlags.EphemeralKeySet)
                : CertificatePassword.Length > 0 ? X509Certificate2.CreateFromEncryptedPem(Certificate, Certificate, CertificatePassword)
                : X509Certificate2.CreateFromPem(Certificate, Certificate);
            return certificate.HasPrivateKey && certificate.PublicKey.Oid.Value == "1.2.840.113549.1.1.1"
                ? certificate : throw new SopsException("'clientCertificate' has no RSA private key");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            throw new SopsException("'clientCertificate' cannot be read");
        }
    }

    private static string Decode(byte[] content) => content switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content, 2, content.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content, 2, content.Length - 2),
        _ => SopsFormats.Decode(content),
    };
}
