using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>
/// The controller's own identity at AWS, looked for where the SDKs look: environment, web identity of the ServiceAccount, container
/// credentials of EKS and ECS, instance metadata.
/// </summary>
internal sealed class AwsIdentity(KeyServiceHttp http, SopsEnvironment environment, TimeProvider time) : IDisposable
{
    private const string Metadata = "http://169.254.169.254";
    private const string ContainerHost = "http://169.254.170.2";

    private readonly ExpiringCache<AwsCredentials> _cache = new(time);

    /// <summary>The domain of a region's services.</summary>
    public static string DomainOf(string region) => region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>Credentials of the controller.</summary>
    /// <exception cref="SopsException">There are none.</exception>
    public Task<AwsCredentials> GetAsync(string region, CancellationToken cancellationToken)
    {
        if (environment["AWS_ACCESS_KEY_ID"] is { Length: > 0 } id && environment["AWS_SECRET_ACCESS_KEY"] is { Length: > 0 } secret)
        {
            return Task.FromResult(new AwsCredentials(id, secret, environment["AWS_SESSION_TOKEN"] ?? ""));
        }

        return environment["AWS_ROLE_ARN"] is { Length: > 0 } role && environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is { Length: > 0 } file
            ? _cache.GetAsync($"web {region}", ct => AssumeWithTokenAsync(role, environment.ReadFile(file), region, ct), cancellationToken)
            : _cache.GetAsync("ambient", environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] is { Length: > 0 } || environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] is { Length: > 0 }
                ? FromContainerAsync : FromInstanceAsync, cancellationToken);
    }

    /// <summary>Credentials of a role that others may take on.</summary>
    /// <exception cref="SopsException">They may not.</exception>
    public async Task<AwsCredentials> AssumeRoleAsync(AwsCredentials credentials, string role, string region, CancellationToken cancellationToken)
    {
        var request = StsRequest(region, new() { ["Action"] = "AssumeRole", ["RoleArn"] = role }, out var body);
        AwsSignature.Sign(request, body, credentials, region, "sts", time.GetUtcNow());
        return (await SendStsAsync(request, "AssumeRole", role, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>Credentials of a role for the token of a ServiceAccount.</summary>
    /// <exception cref="SopsException">The role does not trust the account.</exception>
    public Task<(AwsCredentials Value, DateTimeOffset Expires)> AssumeWithTokenAsync(string role, string token, string region, CancellationToken cancellationToken) =>
        SendStsAsync(
            StsRequest(region, new() { ["Action"] = "AssumeRoleWithWebIdentity", ["RoleArn"] = role, ["WebIdentityToken"] = token.Trim() }, out _),
            "AssumeRoleWithWebIdentity", role, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private static HttpRequestMessage StsRequest(string region, Dictionary<string, string> form, out byte[] body)
    {
        form["Version"] = "2011-06-15";
        form["RoleSessionName"] = "sops@gitops-toolkit";
        body = Encoding.UTF8.GetBytes(string.Join('&', form.Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")));
        var request = new HttpRequestMessage(HttpMethod.Post, $"https://sts.{region}.{DomainOf(region)}/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private async Task<(AwsCredentials Value, DateTimeOffset Expires)> SendStsAsync(
        HttpRequestMessage request, string action, string role, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.SendAsync(request, "AWS STS", cancellationToken).ConfigureAwait(false);
            return Read(answer.At(action + "Response", action + "Result", "Credentials") as JsonObject, "SessionToken");
        }
        catch (SopsException e)
        {
            throw new SopsException($"failed to assume role '{role}': {e.Message}", e);
        }
    }

    private async Task<(AwsCredentials Value, DateTimeOffset Expires)> FromContainerAsync(CancellationToken cancellationToken)
    {
        var address = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] is { Length: > 0 } full
            ? full : ContainerHost + environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
        var token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] is { Length: > 0 } file
            ? environment.ReadFile(file).Trim() : environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is { Length: > 0 })
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return Read(await http.SendAsync(request, "the container's credential endpoint", cancellationToken).ConfigureAwait(false), "Token");
    }

    private async Task<(AwsCredentials Value, DateTimeOffset Expires)> FromInstanceAsync(CancellationToken cancellationToken)
    {
        const string Service = "the instance metadata of AWS";
        if (string.Equals(environment["AWS_EC2_METADATA_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            throw new SopsException("no credentials for AWS: the decryption Secret has no 'sops.aws-kms', and the controller has no identity of its own");
        }

        var session = new HttpRequestMessage(HttpMethod.Put, $"{Metadata}/latest/api/token");
        session.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", "300");
        var token = await http.SendTextAsync(session, Service, cancellationToken).ConfigureAwait(false);
        var role = (await http.SendTextAsync(Request(""), Service, cancellationToken).ConfigureAwait(false)).Split('\n')[0].Trim();
        return Read(await http.SendAsync(Request(Uri.EscapeDataString(role)), Service, cancellationToken).ConfigureAwait(false), "Token");

        HttpRequestMessage Request(string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"{Metadata}/latest/meta-data/iam/security-credentials/{path}");
            request.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token", token);
            return request;
        }
    }

    private (AwsCredentials Value, DateTimeOffset Expires) Read(JsonObject? answer, string tokenField)
    {
        if (answer?.GetText("AccessKeyId") is not { } id || answer.GetText("SecretAccessKey") is not { } secret)
        {
            throw new SopsException("AWS answered without credentials");
        }

        var expires = answer["Expiration"] is JsonValue value && value.TryGetValue(out double seconds)
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : DateTimeOffset.TryParse(answer.GetText("Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
            : time.GetUtcNow();
        return (new AwsCredentials(id, secret, answer.GetText(tokenField) ?? ""), expires);
    }
}
