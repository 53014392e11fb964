using System.Globalization;
using System.Net;
using System.Xml;
using System.Xml.Linq;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Source.Internal;

namespace GitOpsToolkit.Source.Buckets;

/// <summary>A bucket behind the S3 API: of Amazon, or of anything that speaks it.</summary>
internal sealed class S3Store : IBucketStore
{
    private const int MaxPage = 16 << 20;
    private const int MaxObjects = 1_000_000;
    private const int Attempts = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly HttpMessageInvoker _http;
    private readonly Uri _bucket;
    private readonly AwsSignature? _signature;
    private readonly TimeProvider _time;

    /// <param name="bucket">Address of the bucket with a slash at its end.</param>
    /// <param name="signature">Signs requests; null sends them anonymously.</param>
    /// <param name="connection">Certificates and proxy.</param>
    /// <param name="time">Source of time.</param>
    /// <exception cref="FormatException">A certificate or key cannot be read.</exception>
    public S3Store(Uri bucket, AwsSignature? signature, OciClientOptions connection, TimeProvider time)
    {
        var (handler, isOwned) = RegistryHandlers.For(connection);
        _http = new HttpMessageInvoker(handler, isOwned);
        _bucket = bucket;
        _signature = signature;
        _time = time;
    }

    /// <summary>Address of a bucket: the bucket is the first label at Amazon and the first segment elsewhere.</summary>
    /// <exception cref="FormatException">The endpoint is not a host and optional port, or the name is not one of a bucket.</exception>
    public static Uri AddressOf(string endpoint, string bucket, bool insecure)
    {
        var scheme = insecure ? "http" : "https";
        if (!Uri.TryCreate($"{scheme}://{endpoint}/", UriKind.Absolute, out var url) || url.AbsolutePath != "/" || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            throw new FormatException($"endpoint '{endpoint}' must be a host with an optional port");
        }

        if (bucket.Length is < 3 or > 63 || bucket.Any(static c => !(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')) || bucket.Contains("..", StringComparison.Ordinal) || bucket[0] is '.' or '-')
        {
            throw new FormatException($"'{bucket}' is not the name of a bucket");
        }

        return url.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal) && !bucket.Contains('.', StringComparison.Ordinal)
            ? new Uri($"{scheme}://{bucket}.{endpoint}/")
            : new Uri($"{url}{bucket}/");
    }

    public async Task<bool> ExistsAsync(CancellationToken ct)
    {
        using var answer = await SendAsync(HttpMethod.Head, _bucket, ct).ConfigureAwait(false);
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => false,
            _ when answer.IsSuccessStatusCode => true,
            _ => throw await FailureAsync(answer, ct).ConfigureAwait(false),
        };
    }

    public async Task<IReadOnlyList<BucketObject>> ListAsync(string? prefix, CancellationToken ct)
    {
        var objects = new List<BucketObject>();
        string? token = null;
        do
        {
            var query = $"encoding-type=url&list-type=2{(string.IsNullOrEmpty(prefix) ? "" : "&prefix=" + Escape(prefix))}{(token is null ? "" : "&continuation-token=" + Escape(token))}";
            using var answer = await SendAsync(HttpMethod.Get, new UriBuilder(_bucket) { Query = query }.Uri, ct).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                throw await FailureAsync(answer, ct).ConfigureAwait(false);
            }

            var page = Read(await BoundedContent.ReadAsync(answer.Content, MaxPage, ct).ConfigureAwait(false));
            objects.AddRange(page.Elements().Where(static e => e.Name.LocalName == "Contents").Select(static e => new BucketObject(
                Uri.UnescapeDataString(Text(e, "Key").Replace('+', ' ')),
                Text(e, "ETag").Trim('"'),
                long.TryParse(Text(e, "Size"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0)));
            var next = Text(page, "NextContinuationToken");
            if (objects.Count > MaxObjects || (next.Length > 0 && next == token))
            {
                throw new OciException(OciError.TooLarge, $"the bucket has more than {MaxObjects} objects, or its listing never ends; use spec.prefix");
            }

            token = Text(page, "IsTruncated") == "true" && next.Length > 0 ? next : null;
        }
        while (token is not null);
        return objects;
    }

    public async Task<string?> DownloadAsync(string key, Func<Stream> output, long limit, CancellationToken ct)
    {
        var address = new Uri(_bucket.AbsoluteUri + string.Join('/', key.Split('/').Select(Escape)), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var answer = await SendAsync(HttpMethod.Get, address, ct).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw await FailureAsync(answer, ct).ConfigureAwait(false);
        }

        try
        {
            var content = await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var target = output();
                await using (target.ConfigureAwait(false))
                {
                    await CopyAsync(content, target, key, limit, ct).ConfigureAwait(false);
                }
            }
        }
        catch (HttpRequestException e)
        {
            throw new OciException(OciError.Unavailable, $"the connection broke while '{key}' was read: {e.Message}", e);
        }

        return answer.Headers.ETag?.Tag.Trim('"') ?? "";
    }

    public void Dispose() => _http.Dispose();

    private static async Task CopyAsync(Stream from, Stream to, string key, long limit, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (await from.ReadAsync(buffer, ct).ConfigureAwait(false) is > 0 and var read)
        {
            total += read;
            if (total > limit)
            {
                throw new OciException(OciError.TooLarge, $"object '{key}' is larger than the allowed {limit} bytes");
            }

            await to.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // A store that redirects would get a signature made for another; such answers are failures.
                var request = new HttpRequestMessage(method, address);
                request.Headers.TryAddWithoutValidation("User-Agent", OciClientOptions.DefaultUserAgent);
                _signature?.Sign(request, _time.GetUtcNow());
                var answer = await _http.SendAsync(request, ct).ConfigureAwait(false);
                if (attempt >= Attempts || (int)answer.StatusCode is not (429 or >= 500))
                {
                    return answer;
                }

                answer.Dispose();
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                if (attempt >= Attempts || e.InnerException is System.Net.Sockets.SocketException)
                {
                    throw new OciException(OciError.Unavailable, ConnectionFailure.Describe(method, address, e), e);
                }
            }

            await Task.Delay(RetryDelay * attempt, _time, ct).ConfigureAwait(false);
        }
    }

    private static async Task<OciException> FailureAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = $"{(int)answer.StatusCode} {answer.ReasonPhrase}";
        try
        {
            var error = Read(await BoundedContent.ReadAsync(answer.Content, MaxPage, ct).ConfigureAwait(false));
            text = $"{Text(error, "Code")}: {Text(error, "Message")}";
        }
        catch (Exception e) when (e is OciException or HttpRequestException or IOException)
        {
            // Answers to HEAD and of proxies have no such body.
        }

        var isRefused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        return new OciException(isRefused ? OciError.Unauthorized : OciError.Unavailable, text) { StatusCode = (int)answer.StatusCode };
    }

    private static XElement Read(byte[] content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content, writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new OciException(OciError.Unavailable, $"the store's answer is not XML: {e.Message}", e);
        }
    }

    private static string Text(XElement element, string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value ?? "";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
