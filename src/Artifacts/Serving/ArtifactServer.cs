using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Artifacts;

/// <summary>A small web server that serves nothing but one storage.</summary>
/// <remarks>
/// Readiness of a source controller is <c>GET /</c> on this server, so start it only when the process leads. May be started again after
/// it was disposed.
/// </remarks>
public sealed class ArtifactServer : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly ArtifactStorage _storage;
    private readonly string _listenAddress;
    private readonly ILoggerFactory? _loggers;
    private WebApplication? _application;

    /// <summary>Creates a server; it listens after <see cref="StartAsync"/>.</summary>
    /// <param name="storage">What to serve.</param>
    /// <param name="listenAddress"><c>[host]:port</c>; port 0 picks a free one, and the storage then advertises it.</param>
    /// <param name="loggers">Where the web server logs to.</param>
    public ArtifactServer(ArtifactStorage storage, string listenAddress, ILoggerFactory? loggers = null)
    {
        _storage = storage;
        _listenAddress = listenAddress;
        _loggers = loggers;
    }

    /// <summary>Where the server listens, <c>host:port</c>; null until it is started.</summary>
    public string? Address { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (host, port) = ListenEndpoint.Split(_listenAddress);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (_loggers is not null)
        {
            builder.Services.AddSingleton(_loggers);
        }

        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (host is "" or "*")
            {
                kestrel.ListenAnyIP(port);
            }
            else if (host == "localhost" && port != 0)
            {
                kestrel.ListenLocalhost(port);
            }
            else
            {
                kestrel.Listen(host == "localhost" ? IPAddress.Loopback : AddressOf(host), port);
            }
        });
        _application = builder.Build();
        _application.UseRouting();
        _application.MapArtifacts(_storage);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        var bound = new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            .Replace("[::]", "localhost", StringComparison.Ordinal));
        Address = $"{(host is "" or "*" ? "" : host)}:{bound.Port}";
        _storage.ListeningOn(Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is not null)
        {
            await _application.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _application, null) is { } running)
        {
            await running.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await running.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static IPAddress AddressOf(string host) =>
        IPAddress.TryParse(host, out var address)
            ? address
            : throw new InvalidOperationException($"invalid storage address host '{host}'; use an IP address, localhost, or leave it empty for all interfaces");
}
