using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Small requests to token services. Answers are never quoted in errors: they hold tokens.</summary>
internal sealed class CloudHttp(string? proxy) : IDisposable
{
    private const int MaxAnswer = 1 << 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly HttpMessageInvoker _http = Create(proxy);

    /// <exception cref="HttpRequestException">The service failed, or its answer is not JSON.</exception>
    public async Task<JsonElement> JsonAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var document = JsonDocument.Parse(await SendAsync(request, ct).ConfigureAwait(false), new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"the answer of {request.RequestUri!.Authority} is not JSON", e);
        }
    }

    /// <exception cref="HttpRequestException">The service failed, or its answer is not XML.</exception>
    public async Task<XElement> XmlAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(await SendAsync(request, ct).ConfigureAwait(false), writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new HttpRequestException($"the answer of {request.RequestUri!.Authority} is not XML", e);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A text of an answer.</summary>
    /// <exception cref="HttpRequestException">It is not there.</exception>
    public static string Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new HttpRequestException($"the answer has no '{name}'");

    private async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            using var answer = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? await BoundedContent.ReadAsync(answer.Content, MaxAnswer, either.Token).ConfigureAwait(false)
                : throw new HttpRequestException($"{request.RequestUri!.Authority} answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer from {request.RequestUri!.Authority} within {Timeout.TotalSeconds:0} s", e);
        }
    }

    private static HttpMessageInvoker Create(string? proxy)
    {
        var (handler, isOwned) = RegistryHandlers.For(new OciClientOptions { Proxy = proxy });
        return new HttpMessageInvoker(handler, isOwned);
    }
}
