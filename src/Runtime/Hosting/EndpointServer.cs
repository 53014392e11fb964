using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Runtime;

/// <summary>Serves a handful of GET paths; one per address, so that probes and metrics can be exposed apart.</summary>
internal sealed class EndpointServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EndpointServer(WebApplication app) => _app = app;

    /// <summary>The port that is listened on.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        .Replace("[::]", "127.0.0.1", StringComparison.Ordinal)).Port;

    /// <summary>Starts a server.</summary>
    /// <param name="purpose">What it is for, in messages.</param>
    /// <param name="address">Where, in the form of <see cref="ListenAddress"/>.</param>
    /// <param name="paths">What it serves.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server; null when the address switches it off.</returns>
    /// <exception cref="InvalidOperationException">The address is taken or not ours; the message names it.</exception>
    public static async Task<EndpointServer?> StartAsync(
        string purpose, string address, IReadOnlyDictionary<string, Func<HttpContext, Task>> paths, CancellationToken cancellationToken)
    {
        var endpoints = ListenAddress.Parse(address);
        if (endpoints.Count == 0)
        {
            return null;
        }

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            foreach (var endpoint in endpoints)
            {
                options.Listen(endpoint);
            }
        });
        var app = builder.Build();
        app.Run(context =>
        {
            if (paths.TryGetValue(context.Request.Path.Value?.TrimEnd('/') ?? "", out var serve) && HttpMethods.IsGet(context.Request.Method))
            {
                return serve(context);
            }

            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            return Task.CompletedTask;
        });
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new InvalidOperationException($"the address '{address}' of {purpose} cannot be listened on: {e.Message}", e);
        }

        return new(app);
    }

    /// <summary>Answers with a text.</summary>
    public static Task TextAsync(HttpContext context, HttpStatusCode status, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
