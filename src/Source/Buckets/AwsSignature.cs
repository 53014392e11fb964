using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>Signs requests as the S3 API wants them (AWS Signature Version 4).</summary>
/// <param name="AccessKey">Name of the key.</param>
/// <param name="SecretKey">The key.</param>
/// <param name="Region">Region in the scope of the signature.</param>
/// <param name="Service">Service in the scope of the signature.</param>
/// <param name="SessionToken">Token of temporary credentials; null for others.</param>
internal sealed record AwsSignature(string AccessKey, string SecretKey, string Region, string Service = "s3", string? SessionToken = null)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Adds the headers that sign a request without content. Every header of S3's that is there already is signed too.</summary>
    public void Sign(HttpRequestMessage request, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{Region}/{Service}/aws4_request";
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = request.RequestUri!.Authority,
            ["x-amz-content-sha256"] = EmptyHash,
            ["x-amz-date"] = time,
        };
        if (SessionToken is not null)
        {
            headers["x-amz-security-token"] = SessionToken;
        }

        var signed = string.Join(';', headers.Keys);
        var canonical = $"{request.Method}\n{request.RequestUri.AbsolutePath}\n{Query(request.RequestUri)}\n{string.Concat(headers.Select(static h => $"{h.Key}:{h.Value}\n"))}\n{signed}\n{EmptyHash}";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Key(time[..8]), Encoding.UTF8.GetBytes(toSign)));
        foreach (var (name, value) in headers.Where(static h => h.Key != "host"))
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
