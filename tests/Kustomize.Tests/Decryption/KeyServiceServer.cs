using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kustomize.Tests.Decryption;

/// <summary>
/// Stands for every key service: requests to any host end at a server on the loopback interface, which notes them and gives the answers it
/// was told, in order; the last one is given again.
/// </summary>
internal sealed class KeyServiceServer : IDisposable
{
    private readonly WebApplication _application;
    private readonly List<(int Status, string Body)> _answers = [];
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["AWS_EC2_METADATA_DISABLED"] = "true" };
    private readonly List<Request> _requests = [];

    private KeyServiceServer(WebApplication application)
    {
        _application = application;
        Services = new KeyServices(new SopsEnvironment(name => _environment.GetValueOrDefault(name)), TimeProvider.System, Handler());
    }

    public sealed record Request(string Method, string Url, Dictionary<string, string> Headers, string Body);

    public IReadOnlyList<Request> Requests => _requests;

    public KeyServices Services { get; }

    public static async Task<KeyServiceServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new KeyServiceServer(builder.Build());
        server._application.Run(server.HandleAsync);
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Wrapped for a transit engine.</summary>
    public static string VaultKey(string address = "https://vault.example.com:8200") =>
        $"hc_vault:\n  - vault_address: {address}\n    engine_path: sops/transit\n    key_name: main\n    created_at: \"{SopsEncrypter.Modified}\"\n    enc: vault:v1:wrapped\n";

    public void Answer(int status, string body) => _answers.Add((status, body));

    public void SetVariable(string name, string value) => _environment[name] = value;

    public Task<string> DecryptAsync(string text, bool verify = true, params (string Name, string Value)[] credentials)
    {
        var keyring = new Keyring();
        foreach (var (name, value) in credentials.Length > 0 ? credentials : [("sops.vault-token", "t0ken\n")])
        {
            keyring.Import(name, Encoding.UTF8.GetBytes(value));
        }

        return Fixture.DecryptTextAsync(text, SopsFormat.Yaml, keyring, verify, Services);
    }

    public HttpMessageHandler Handler() => new Loopback(() => _application.Urls.Single());

    public void Dispose()
    {
        Services.Dispose();
        ((IDisposable)_application).Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _requests.Add(new Request(context.Request.Method, headers["X-Test-Url"], headers, body));
        var (status, answer) = _answers[Math.Min(_requests.Count, _answers.Count) - 1];
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.Location = "https://elsewhere.example.com/";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private sealed class Loopback(Func<string> address) : DelegatingHandler(KeyServiceHttp.CreateHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-Test-Url", request.RequestUri!.AbsoluteUri);
            request.RequestUri = new Uri(address() + request.RequestUri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
