using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>An answer of an API server.</summary>
internal sealed record ApiReply(int Code, JsonObject? Json, string Text, HttpResponseHeaders Headers)
{
    public string Message => Json?.GetText("message") ?? Text;

    public string Reason => Json?.GetText("reason") ?? "";

    public JsonNode? At(params ReadOnlySpan<string> path) => ((JsonNode?)Json).At(path);

    public string? TextAt(params ReadOnlySpan<string> path) => At(path).AsText();

    public string Version => TextAt("metadata", "resourceVersion") ?? "";
}

/// <summary>An API server to send raw requests to, in this process or elsewhere.</summary>
public sealed class ApiTarget : IAsyncDisposable
{
    public const string Json = "application/json";
    public const string Merge = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    private readonly KubernetesApiServer? _server;
    private readonly HttpClient _client;

    private ApiTarget(KubernetesApiServer? server, Uri address, string token, string authority)
    {
        _server = server;
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(authority);
        _client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("conformance/1.0");
    }

    public static async Task<ApiTarget> InProcessAsync()
    {
        var server = await KubernetesApiServer.StartAsync();
        return new ApiTarget(server, new Uri(server.Url), server.AdminToken, server.CertificateAuthority);
    }

    /// <summary>The cluster of a kubeconfig with a token and inline authority.</summary>
    public static ApiTarget Real(string kubeConfigFile)
    {
        var config = (JsonObject)YamlReader.ReadDocuments(File.ReadAllText(kubeConfigFile))[0]!;
        var cluster = (JsonObject)config["clusters"]![0]!["cluster"]!;
        var user = (JsonObject)config["users"]![0]!["user"]!;
        var authority = Encoding.UTF8.GetString(Convert.FromBase64String(cluster.GetText("certificate-authority-data")!));
        return new ApiTarget(null, new Uri(cluster.GetText("server")!), user.GetText("token")!, authority);
    }

    internal async Task<ApiReply> SendAsync(HttpMethod method, string path, string? body = null, string contentType = Json, string accept = Json)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = text.StartsWith('{');
        return new ApiReply((int)response.StatusCode, isJson ? (JsonObject)JsonNode.Parse(text)! : null, text, response.Headers);
    }

    internal Task<ApiReply> GetAsync(string path, string accept = Json) => SendAsync(HttpMethod.Get, path, accept: accept);

    internal Task<ApiReply> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    internal Task<ApiReply> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    internal Task<ApiReply> PatchAsync(string path, string body, string contentType) => SendAsync(HttpMethod.Patch, path, body, contentType);

    internal Task<ApiReply> DeleteAsync(string path, string? body = null) => SendAsync(HttpMethod.Delete, path, body);

    /// <summary>Reads the events of a watch until there are as many as expected.</summary>
    internal async Task<List<(string Type, JsonObject Object)>> WatchAsync(string path, int count, string accept = Json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var events = new List<(string, JsonObject)>();
        while (events.Count < count && await reader.ReadLineAsync() is { } line)
        {
            var change = (JsonObject)JsonNode.Parse(line)!;
            events.Add((change.GetText("type")!, (JsonObject)change["object"]!));
        }

        return events;
    }

    /// <summary>A new namespace.</summary>
    internal async Task<string> NamespaceAsync()
    {
        var reply = await PostAsync("/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"generateName":"conformance-"}}""");
        reply.Code.ShouldBe(201, reply.Text);
        return reply.TextAt("metadata", "name")!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
