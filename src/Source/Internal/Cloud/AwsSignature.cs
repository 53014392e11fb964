using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Signs requests as the services of Amazon and those like them want it (AWS Signature Version 4).</summary>
/// <param name="AccessKey">Name of the key.</param>
/// <param name="SecretKey">The key.</param>
/// <param name="Region">Region in the scope of the signature.</param>
/// <param name="Service">Service in the scope of the signature.</param>
/// <param name="SessionToken">Token of temporary credentials; null for others.</param>
internal sealed record AwsSignature(string AccessKey, string SecretKey, string Region, string Service = "s3", string? SessionToken = null)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the headers that sign a request with its content; headers of the service that are there already are signed too.</summary>
    public void Sign(HttpRequestMessage request, DateTimeOffset now, ReadOnlySpan<byte> content = default)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{Region}/{Service}/aws4_request";
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.RequestUri!.Authority,
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = time,
        };
        foreach (var (name, values) in request.Headers.Where(static h => h.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values);
        }

        if (SessionToken is not null)
        {
            headers["x-amz-security-token"] = SessionToken;
        }

        var signed = string.Join(';', headers.Keys);
        var canonical = $"{request.Method}\n{request.RequestUri.AbsolutePath}\n{Query(request.RequestUri)}\n{string.Concat(headers.Select(static h => $"{h.Key}:{h.Value}\n"))}\n{signed}\n{hash}";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Key(time[..8]), Encoding.UTF8.GetBytes(toSign)));
        foreach (var (name, value) in headers.Where(h => h.Key != "host" && !request.Headers.Contains(h.Key)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={AccessKey}/{scope},SignedHeaders={signed},Signature={signature}");
    }

    /// <summary>Text that hides both keys.</summary>
    public override string ToString() => $"signature for {Region}/{Service}";

    /// <summary>The query is signed in the order of its names.</summary>
    private static string Query(Uri address) => string.Join(
        '&', address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal));

    private byte[] Key(string day)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in (string[])[day, Region, Service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return key;
    }
}
