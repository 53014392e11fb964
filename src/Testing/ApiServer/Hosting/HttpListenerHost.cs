using System.Net;
using GitOpsToolkit.Testing.ApiServer.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>The HTTPS listener: it can be stopped and started again on its port while the data stays.</summary>
internal sealed class HttpListenerHost(ServerCertificates certificates, ConnectionGate gate, RequestDelegate handler, ILoggerFactory? loggers) : IAsyncDisposable
{
    /// <summary>kube-apiserver's value; watches each hold a stream.</summary>
    private const int StreamsPerConnection = 1000;

    private WebApplication? _application;

    /// <summary>The port in use, 0 before the first start.</summary>
    public int Port { get; private set; }

    public async Task StartAsync(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, port));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(static o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync(cancellation).ConfigureAwait(false);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(address).Port;
        _application = application;
    }

    public async Task StopAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync().ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => connection => GatedConnection.RunAsync(connection, gate, next));
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificates.Serving;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.CheckCertificateRevocation = false;
                https.ClientCertificateValidation = (certificate, _, _) => certificates.IsTrusted(certificate);
            });
        });
    }
}
