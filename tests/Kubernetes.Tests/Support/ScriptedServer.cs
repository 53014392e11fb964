using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>
/// Answers on loopback as a test prescribes: per request target, the answers in the order given, the last one for ever.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, RecordedRequest, Task>>> _script = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public static async Task<ScriptedServer> StartAsync(X509Certificate2? certificate = null, bool askForClientCertificate = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = askForClientCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Url = new Uri(address);
        return server;
    }

    /// <summary>Adds an answer to a target such as <c>GET /api/v1/pods</c>; a query in the target must match, one left out matches all.</summary>
    public ScriptedServer On(string target, Func<HttpContext, RecordedRequest, Task> answer)
    {
        _script.GetOrAdd(target, _ => new()).Enqueue(answer);
        return this;
    }

    public ScriptedServer On(string target, string json, int status = 200, params (string Name, string Value)[] headers) =>
        On(target, async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            foreach (var (name, value) in headers)
            {
                context.Response.Headers.Append(name, value);
            }

            await context.Response.WriteAsync(json);
        });

    /// <summary>Adds an answer that closes the connection instead.</summary>
    public ScriptedServer OnAbort(string target) => On(target, (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public IEnumerable<RecordedRequest> RequestsTo(string target) =>
        _requests.Where(request => $"{request.Method} {request.Target}".StartsWith(target, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = await RecordedRequest.ReadAsync(context, target);
        _requests.Enqueue(request);
        var path = target.Split('?', 2)[0];
        if (!_script.TryGetValue($"{request.Method} {target}", out var answers) && !_script.TryGetValue($"{request.Method} {path}", out answers))
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync($"no script for {request.Method} {target}");
            return;
        }

        if (answers.Count == 1)
        {
            answers.TryPeek(out var last);
            await last!(context, request);
            return;
        }

        answers.TryDequeue(out var answer);
        await answer!(context, request);
    }
}
