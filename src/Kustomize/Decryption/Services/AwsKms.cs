using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Unwraps with AWS KMS: one signed request, so that no SDK is loaded for it.</summary>
internal sealed partial class AwsKms(KeyServiceHttp http, AwsIdentity identity, TimeProvider time)
{
    /// <summary>Unwraps a data key.</summary>
    /// <param name="key">The key; its ARN names the region.</param>
    /// <param name="credentials">Credentials of the decryption Secret; null uses the identity of the controller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SopsException">The key is not unwrapped.</exception>
    public async Task<byte[]> DecryptAsync(MasterKey key, AwsCredentials? credentials, CancellationToken cancellationToken)
    {
        // The region becomes part of a host name, so nothing else than a region may pass.
        var match = Arn().Match(key["arn"]);
        if (!match.Success)
        {
            throw new SopsException($"no valid ARN found in '{key["arn"]}'");
        }

        var region = match.Groups["region"].Value;
        credentials ??= await identity.GetAsync(region, cancellationToken).ConfigureAwait(false);
        if (key["role"] is { Length: > 0 } role)
        {
            credentials = await identity.AssumeRoleAsync(credentials, role, region, cancellationToken).ConfigureAwait(false);
        }

        var body = new JsonObject { ["CiphertextBlob"] = key.Wrapped, ["KeyId"] = key["arn"] };
        if (key.Context.Count > 0)
        {
            body["EncryptionContext"] = new JsonObject(key.Context.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var request = new HttpRequestMessage(HttpMethod.Post, $"https://kms.{region}.{AwsIdentity.DomainOf(region)}/") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "TrentService.Decrypt");
        AwsSignature.Sign(request, bytes, credentials, region, "kms", time.GetUtcNow());
        try
        {
            var answer = await http.SendAsync(request, "AWS KMS", cancellationToken).ConfigureAwait(false);
            return Convert.FromBase64String(answer.GetText("Plaintext") ?? throw new SopsException("AWS KMS answered without a plaintext"));
        }
        catch (Exception e) when (e is SopsException or FormatException)
        {
            throw new SopsException($"failed to decrypt sops data key with AWS KMS: {(e is SopsException ? e.Message : "the answer is malformed")}", e);
        }
    }

    [GeneratedRegex(@"^arn:aws[\w-]*:kms:(?<region>[a-z0-9-]+):[0-9]+:(key|alias)/.+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Arn();
}
