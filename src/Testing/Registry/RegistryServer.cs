using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Testing.Registry;

/// <summary>
/// A container registry on the loopback interface that speaks the OCI distribution specification: pull, push in one piece or in several,
/// mounts, tags by the page, referrers, and a token service of its own. Everything is kept in memory. It can be told to misbehave.
/// </summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RegistryContent> _repositories = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RegistryRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _application;
    private readonly RegistryServerOptions _options;
    private readonly RegistryGate _gate;

    private RegistryServer(WebApplication application, RegistryServerOptions options)
    {
        _application = application;
        _options = options;
        _gate = new RegistryGate(options);
    }

    /// <summary>Address of the server without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Host and port, the first part of references.</summary>
    public string Host => Url[(Url.IndexOf("//", StringComparison.Ordinal) + 2)..];

    /// <summary>How the server misbehaves.</summary>
    public RegistryFault Fault { get; set; }

    /// <summary>Address that blobs are redirected to, with the digest added; null serves them here.</summary>
    public string? BlobRedirect { get; set; }

    /// <summary>Token service that challenges name; null for the server's own.</summary>
    public string? Realm { get; set; }

    /// <summary>Every request so far, in order.</summary>
    public IReadOnlyList<RegistryRequest> Requests => [.. _requests];

    /// <summary>Starts a server.</summary>
    public static async Task<RegistryServer> StartAsync(RegistryServerOptions? options = null, CancellationToken ct = default)
    {
        options ??= new RegistryServerOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var web = builder.Build();
        var server = new RegistryServer(web, options);
        web.Run(server.HandleAsync);
        await web.StartAsync(ct).ConfigureAwait(false);
        server.Url = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    /// <summary>Tags of a repository, sorted.</summary>
    public IReadOnlyList<string> TagsOf(string repository) =>
        _repositories.TryGetValue(repository, out var content) ? [.. content.Tags.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => _requests.Clear();

    /// <summary>Replaces the bytes of a stored manifest or blob, as a broken or hostile registry would.</summary>
    public void Tamper(string repository, string digest, byte[] content)
    {
        var stored = _repositories[repository];
        if (stored.Manifests.TryGetValue(digest, out var manifest))
        {
            stored.Manifests[digest] = (content, manifest.MediaType);
        }
        else
        {
            stored.Blobs[digest] = content;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        _requests.Enqueue(new RegistryRequest(request.Method, request.Path + request.QueryString, request.Headers.Authorization.ToString()));
        if (await MisbehavesAsync(context).ConfigureAwait(false))
        {
            return;
        }

        var path = request.Path.Value ?? "";
        if (path == "/token")
        {
            await _gate.GiveTokenAsync(context).ConfigureAwait(false);
            return;
        }

        if (!_gate.Admits(context, Realm ?? $"{Url}/token"))
        {
            return;
        }

        if (path is "/v2/" or "/v2")
        {
            context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
            return;
        }

        await RouteAsync(context, path).ConfigureAwait(false);
    }

    private async Task RouteAsync(HttpContext context, string path)
    {
        foreach (var part in (string[])["/blobs/uploads/", "/blobs/", "/manifests/", "/tags/list", "/referrers/"])
        {
            if (path.StartsWith("/v2/", StringComparison.Ordinal) && path.LastIndexOf(part, StringComparison.Ordinal) is > 4 and var at)
            {
                var name = path[4..at];
                var writes = !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
                var content = writes ? _repositories.GetOrAdd(name, static _ => new RegistryContent()) : _repositories.GetValueOrDefault(name);
                if (content is null)
                {
                    await RegistryAnswers.ErrorAsync(context, 404, part == "/blobs/" ? "BLOB_UNKNOWN" : "NAME_UNKNOWN", "repository name not known to registry").ConfigureAwait(false);
                    return;
                }

                var answers = new RegistryAnswers(context, name, content, other => _repositories.GetValueOrDefault(other), _options, Fault, BlobRedirect);
                await answers.AnswerAsync(part, path[(at + part.Length)..]).ConfigureAwait(false);
                return;
            }
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task<bool> MisbehavesAsync(HttpContext context)
    {
        switch (Fault)
        {
            case RegistryFault.InternalError when context.Request.Path != "/v2/":
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return true;
            case RegistryFault.UnavailableOnce when context.Request.Path != "/v2/":
                Fault = RegistryFault.None;
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return true;
            case RegistryFault.TooManyRequestsOnce when context.Request.Path != "/v2/":
                Fault = RegistryFault.None;
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return true;
            case RegistryFault.Hang:
                using (var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                return true;
            default:
                return false;
        }
    }
}
