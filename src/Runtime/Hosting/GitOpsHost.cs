using System.Net;
using GitOpsToolkit.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime;

/// <summary>Starts the parts of the runtime in order and stops them in reverse: probes and metrics, caches, election, workers.</summary>
internal sealed partial class GitOpsHost(
    IServiceProvider services,
    IEnumerable<IControllerRegistration> registrations,
    IOptions<GitOpsOptions> options,
    KubernetesClient client,
    ResourceCache cache,
    RuntimeMetrics metrics,
    MetricsRegistry registry,
    TimeProvider clock,
    ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = logs.CreateLogger("GitOpsToolkit.Runtime");
    private readonly List<EndpointServer> _endpoints = [];
    private readonly CancellationTokenSource _stopWorkers = new();
    private readonly CancellationTokenSource _abortPasses = new();
    private readonly CancellationTokenSource _stopInformers = new();
    private Task _informers = Task.CompletedTask;
    private Task _workers = Task.CompletedTask;
    private OtlpExport? _otlp;

    /// <summary>The controllers, once started.</summary>
    public IReadOnlyList<IController> Controllers { get; private set; } = [];

    /// <summary>The electors, once started; empty without election.</summary>
    public IReadOnlyList<LeaderElector> Electors { get; private set; } = [];

    /// <summary>Ports of probes and metrics, in this order, as far as they are on.</summary>
    public IReadOnlyList<int> Ports => [.. _endpoints.Select(endpoint => endpoint.Port)];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Controllers = Build();
        await StartEndpointsAsync(cancellationToken).ConfigureAwait(false);
        _otlp = OtlpExport.Start(options.Value.OtlpEndpoint);
        _informers = Task.WhenAll(cache.Informers.Select(SuperviseAsync));
        _workers = options.Value.LeaderElection.Enabled
            ? RunElectedAsync()
            : Task.WhenAll(Controllers.Select(controller => controller.RunAsync(_stopWorkers.Token, _abortPasses.Token)));
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopWorkers.CancelAsync().ConfigureAwait(false);

        // Passes under way may end by themselves as long as the host waits; then they are told to.
        await using (cancellationToken.Register(() => _abortPasses.Cancel()).ConfigureAwait(false))
        {
            await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopInformers.CancelAsync().ConfigureAwait(false);
        await _informers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopEndpointsAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopEndpointsAsync().ConfigureAwait(false);
        _otlp?.Dispose();
        _stopWorkers.Dispose();
        _abortPasses.Dispose();
        _stopInformers.Dispose();
    }

    private List<IController> Build()
    {
        var all = registrations.ToList();
        var mistakes = all.SelectMany(registration => registration.Define(services)).ToList();
        mistakes.AddRange(
            from registration in all
            group registration by registration.Kind into same
            where same.Count() > 1
            select $"{same.Key.Name} has {same.Count()} controllers; an object can have only one");
        if (mistakes.Count > 0)
        {
            throw new OptionsValidationException(nameof(GitOpsHost), typeof(IControllerRegistration), mistakes);
        }

        foreach (var registration in all)
        {
            cache.MarkReconciled(registration.Kind);
        }

        return [.. all.Select(registration => registration.Build(services))];
    }

    private async Task StartEndpointsAsync(CancellationToken cancellationToken)
    {
        var health = await EndpointServer.StartAsync(
            "health probes",
            options.Value.HealthAddress,
            new Dictionary<string, Func<HttpContext, Task>>(StringComparer.Ordinal)
            {
                ["/healthz"] = context => EndpointServer.TextAsync(context, HttpStatusCode.OK, "ok"),
                ["/readyz"] = ReportReadinessAsync,
            },
            cancellationToken).ConfigureAwait(false);
        if (health is not null)
        {
            _endpoints.Add(health);
        }

        var scrape = await EndpointServer.StartAsync(
            "metrics",
            options.Value.MetricsAddress,
            new Dictionary<string, Func<HttpContext, Task>>(StringComparer.Ordinal) { ["/metrics"] = ReportMetricsAsync },
            cancellationToken).ConfigureAwait(false);
        if (scrape is not null)
        {
            _endpoints.Add(scrape);
        }
    }

    private async Task StopEndpointsAsync()
    {
        foreach (var endpoint in _endpoints)
        {
            await endpoint.DisposeAsync().ConfigureAwait(false);
        }

        _endpoints.Clear();
    }

    /// <summary>Ready as soon as every cache has synced or is known to be unavailable: a missing kind is no reason to stop serving the others.</summary>
    private Task ReportReadinessAsync(HttpContext context)
    {
        var starting = cache.Informers.Where(informer => informer.State == InformerState.Starting).ToList();
        return starting.Count == 0
            ? EndpointServer.TextAsync(context, HttpStatusCode.OK, "ok")
            : EndpointServer.TextAsync(
                context,
                HttpStatusCode.ServiceUnavailable,
                $"waiting for the first list of {string.Join(", ", starting.Select(informer => informer.Gvk.Kind))}");
    }

    private async Task ReportMetricsAsync(HttpContext context)
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        registry.Write(text);
        await EndpointServer.TextAsync(context, HttpStatusCode.OK, text.ToString(), "text/plain; version=0.0.4; charset=utf-8")
            .ConfigureAwait(false);
    }

    private async Task SuperviseAsync(IInformer informer)
    {
        while (!_stopInformers.IsCancellationRequested)
        {
            try
            {
                await informer.RunAsync(_stopInformers.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (!_stopInformers.IsCancellationRequested)
            {
                // An informer survives whatever the server does; should it fail all the same, only its own kind waits.
                LogInformerFailed(informer.Gvk.Kind, e);
                await Task.Delay(KindAvailability.RetryInterval, clock, _stopInformers.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private Task RunElectedAsync()
    {
        var groups = Controllers.GroupBy(controller => controller.LeaseName, StringComparer.Ordinal)
            .Select(group => (Elector: new LeaderElector(client, options.Value, group.Key, clock, metrics, _log), Controllers: group.ToList()))
            .ToList();
        Electors = [.. groups.Select(group => group.Elector)];
        return Task.WhenAll(groups.Select(group => group.Elector.RunAsync(lost => LeadAsync(group.Controllers, lost), _stopWorkers.Token)));
    }

    private async Task LeadAsync(List<IController> controllers, CancellationToken lost)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopWorkers.Token, lost);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(_abortPasses.Token, lost);
        await Task.WhenAll(controllers.Select(controller => controller.RunAsync(stop.Token, abort.Token))).ConfigureAwait(false);
    }

    [LoggerMessage(1501, LogLevel.Error, "The cache of {Kind} failed and starts over")]
    private partial void LogInformerFailed(string kind, Exception error);
}
