using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime;
using GitOpsToolkit.Runtime.CustomResources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitOpsToolkit.Testing;

/// <summary>
/// Runs controllers against an in-process API server on a clock the test moves. A test creates objects, awaits
/// <see cref="SettledAsync"/> and looks at what became of them: no sleeping, no polling, no cluster.
/// </summary>
/// <example>
/// <code>
/// await using var harness = await ControllerHarness.StartAsync(
///     gitops => gitops.AddPreviewController(), harness => harness.InstallAsync&lt;Preview&gt;());
/// await harness.CreateAsync(new Preview { … });
/// await harness.SettledAsync();
/// (await harness.GetAsync&lt;Preview&gt;("default", "demo")).Status.Url.ShouldNotBeNull();
/// </code>
/// </example>
public sealed class ControllerHarness : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly KubernetesApiServer? _server;
    private readonly bool _ownsServer;
    private readonly TimeSpan _settleTimeout;
    private readonly RecordingEventSink _events;
    private readonly SemaphoreSlim _pulse = new(0, 1);
    private bool _stopped;

    private ControllerHarness(IHost host, KubernetesApiServer? server, bool ownsServer, ManualTimeProvider clock, RecordingEventSink events, TimeSpan settleTimeout)
    {
        _host = host;
        _server = server;
        _ownsServer = ownsServer;
        Clock = clock;
        _events = events;
        _settleTimeout = settleTimeout;
        Client = host.Services.GetRequiredService<KubernetesClient>();
    }

    /// <summary>The API server; switch its faults on and off, look at its request log.</summary>
    /// <exception cref="InvalidOperationException">The harness runs against a cluster elsewhere.</exception>
    public KubernetesApiServer Server => _server ?? throw new InvalidOperationException("the harness runs against a cluster elsewhere");

    /// <summary>The clock of the controllers; prefer <see cref="AdvanceAsync"/> to moving it directly.</summary>
    public ManualTimeProvider Clock { get; }

    /// <summary>A client with every right, on the system clock.</summary>
    public KubernetesClient Client { get; }

    /// <summary>Services of the host.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Every event recorded so far, of every flavour, in order.</summary>
    public IReadOnlyList<ControllerEvent> Events => _events.Events;

    /// <summary>True while this replica may work: always without leader election, else while it holds every lease.</summary>
    public bool IsLeading => Host.Electors.All(elector => elector.IsLeading);

    private GitOpsHost Host => Services.GetRequiredService<GitOpsHost>();

    private ResourceCache Cache => Services.GetRequiredService<ResourceCache>();

    /// <summary>Starts controllers.</summary>
    /// <param name="controllers">Adds the controllers under test.</param>
    /// <param name="prepare">Runs before they start, usually to install CRDs; null for nothing.</param>
    /// <param name="options">Everything else.</param>
    public static async Task<ControllerHarness> StartAsync(
        Action<IGitOpsBuilder> controllers, Func<ControllerHarness, Task>? prepare = null, ControllerHarnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(controllers);
        options ??= new();
        var clock = options.Clock ?? new ManualTimeProvider();
        var server = options.Cluster is not null ? null : options.Server ?? await KubernetesApiServer.StartAsync().ConfigureAwait(false);
        var events = new RecordingEventSink();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        options.Logging?.Invoke(builder.Logging);
        options.Services?.Invoke(builder.Services);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(options.Cluster ?? KubeConfigLoader.Parse(server!.KubeConfig(), "test server", KubeConfigTrust.Full));
        builder.Services.AddSingleton<IEventSink>(events);

        // A lost watch comes back at once; the wait is there to spare real servers.
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ResourceCache>(provider, TimeSpan.FromMilliseconds(10)));
        controllers(builder.Services.AddGitOpsToolkit(shared =>
        {
            shared.MetricsAddress = "127.0.0.1:0";
            shared.HealthAddress = "127.0.0.1:0";
            shared.IntervalJitterPercentage = 0;
            shared.RuntimeNamespace = "default";
            options.Configure?.Invoke(shared);
        }));
        var host = builder.Build();
        var harness = new ControllerHarness(host, server, server is not null && options.Server is null, clock, events, options.SettleTimeout);
        if (prepare is not null)
        {
            await prepare(harness).ConfigureAwait(false);
        }

        await host.StartAsync().ConfigureAwait(false);
        harness.Listen();
        return harness;
    }

    /// <summary>Installs the CRD of a kind, generated from its type.</summary>
    public Task InstallAsync<T>()
        where T : Resource, IResource<T> => InstallAsync(CustomResourceDefinitionGenerator.Generate<T>());

    /// <summary>Installs a CRD.</summary>
    public Task InstallAsync(Unstructured definition) =>
        _server is null ? DefinitionInstaller.InstallAsync(Client, definition) : _server.AddCustomResourceDefinitionsAsync([definition]);

    /// <summary>Creates an object.</summary>
    public Task<T> CreateAsync<T>(T desired)
        where T : Resource, IResource<T> => Client.CreateAsync(desired);

    /// <summary>Reads an object as it is stored.</summary>
    public Task<T> GetAsync<T>(string ns, string name)
        where T : Resource, IResource<T> => Client.GetAsync<T>(new(ns, name));

    /// <summary>Reads an object as it is stored; null when there is none.</summary>
    public Task<T?> FindAsync<T>(string ns, string name)
        where T : Resource, IResource<T> => Client.FindAsync<T>(new(ns, name));

    /// <summary>Merges a change into an object, as a user would: <c>{"spec":{…}}</c>.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Name.</param>
    /// <param name="change">The merge patch.</param>
    /// <param name="subresource">For example <c>status</c>; null for the object itself.</param>
    public Task<T> PatchAsync<T>(string ns, string name, JsonObject change, string? subresource = null)
        where T : Resource, IResource<T> =>
        Client.PatchAsync<T>(new(ns, name), Patch.Merge(change), new PatchOptions { Subresource = subresource });

    /// <summary>Asks for a pass now, as <c>flux reconcile</c> does.</summary>
    public Task<T> RequestAsync<T>(string ns, string name, string token)
        where T : Resource, IResource<T> =>
        PatchAsync<T>(ns, name, new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ReconcileAnnotations.RequestedAt] = token } } });

    /// <summary>Asks for deletion; finalizers run first.</summary>
    public Task DeleteAsync<T>(string ns, string name)
        where T : Resource, IResource<T> => Client.DeleteAsync<T>(new(ns, name));

    /// <summary>
    /// Waits until nothing is left to do at the present time: caches hold what the server holds, no key is queued, no
    /// pass runs. Delayed keys wait for <see cref="AdvanceAsync"/>.
    /// </summary>
    /// <exception cref="TimeoutException">It did not come to rest; the message says what was busy.</exception>
    public async Task SettledAsync()
    {
        using var deadline = new CancellationTokenSource(_settleTimeout);
        while (await BusyAsync(deadline.Token).ConfigureAwait(false) is { } reason)
        {
            try
            {
                // Signals come from queues and caches; the short time-out covers what has none, such as a server that is back.
                await _pulse.WaitAsync(TimeSpan.FromMilliseconds(50), deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"not settled after {_settleTimeout.TotalSeconds:0} seconds: {reason}", e);
            }
        }
    }

    /// <summary>Moves the clock and waits until everything that fell due is done.</summary>
    public async Task AdvanceAsync(TimeSpan step)
    {
        await SettledAsync().ConfigureAwait(false);
        Clock.Advance(step);
        await SettledAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until every event so far is written to the API server.</summary>
    public async Task EventsWrittenAsync()
    {
        var sink = Services.GetServices<IEventSink>().OfType<KubernetesEventSink>().Single();
        while (!sink.IsIdle)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The text of <c>/metrics</c>.</summary>
    public string Metrics()
    {
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        Services.GetRequiredService<MetricsRegistry>().Write(text);
        return text.ToString();
    }

    /// <summary>Port of the health probes.</summary>
    public int HealthPort => Host.Ports[0];

    /// <summary>Port of <c>/metrics</c>.</summary>
    public int MetricsPort => Host.Ports[1];

    /// <summary>Stops the controllers as a host does; the server stays.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (!_stopped)
        {
            _stopped = true;
            await _host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A pass that a test left hanging must not hold up the next test.
        using var aborted = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await StopAsync(aborted.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
        if (_ownsServer)
        {
            await _server!.DisposeAsync().ConfigureAwait(false);
        }

        _pulse.Dispose();
    }

    private void Listen()
    {
        foreach (var informer in Cache.Informers)
        {
            informer.Changed += Pulse;
        }

        foreach (var controller in Host.Controllers)
        {
            controller.Queue.BecameIdle += Pulse;
        }
    }

    private void Pulse()
    {
        try
        {
            if (_pulse.CurrentCount == 0)
            {
                _pulse.Release();
            }
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Someone else signalled at the same moment, or the test is over.
        }
    }

    /// <summary>What is still going on; null when nothing is.</summary>
    private async ValueTask<string?> BusyAsync(CancellationToken cancellationToken) =>
        BusyController() ?? await BusyCacheAsync(cancellationToken).ConfigureAwait(false) ?? BusyController();

    private string? BusyController()
    {
        foreach (var controller in Host.Controllers)
        {
            if (!controller.Queue.IsIdle)
            {
                return $"controller {controller.Name} has work";
            }

            var mayRun = controller.Primary.State == InformerState.Synced && (Host.Electors.Count == 0 || IsLeading);
            if (mayRun && !controller.IsRunning && !_stopped)
            {
                return $"controller {controller.Name} is starting";
            }
        }

        return null;
    }

    private async ValueTask<string?> BusyCacheAsync(CancellationToken cancellationToken)
    {
        foreach (var informer in Cache.Informers)
        {
            if (informer.State == InformerState.Starting)
            {
                return $"the cache of {informer.Gvk.Kind} is filling";
            }

            if (informer.IsNotifying)
            {
                return $"the watchers of {informer.Gvk.Kind} are being told";
            }

            if (informer is not { State: InformerState.Synced, Scope: { } scope })
            {
                continue;
            }

            var cached = informer.Versions();
            var stored = _server is null ? await StoredElsewhereAsync(scope, cancellationToken).ConfigureAwait(false) : Stored(_server, scope);
            if (cached.Count != stored.Count || stored.Any(pair => cached.GetValueOrDefault(pair.Key) != pair.Value))
            {
                return $"the cache of {informer.Gvk.Kind} is behind the server";
            }
        }

        return null;
    }

    private static Dictionary<NamespacedName, string> Stored(KubernetesApiServer server, InformerScope scope)
    {
        var selector = LabelSelector.Parse(scope.LabelSelector ?? "");
        return server.Objects(scope.Resource.Group, scope.Resource.Plural, scope.Namespace)
            .Where(item => selector.Matches(Labels(item)))
            .ToDictionary(item => item.Key, item => item.ResourceVersion ?? "");
    }

    private async Task<Dictionary<NamespacedName, string>> StoredElsewhereAsync(InformerScope scope, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<NamespacedName, string>();
        var options = new ListOptions { LabelSelector = scope.LabelSelector, MetadataOnly = true };
        await foreach (var item in Client.ListAsync(scope.Resource, scope.Namespace, options, cancellationToken).ConfigureAwait(false))
        {
            stored[item.Key] = item.ResourceVersion ?? "";
        }

        return stored;
    }

    private static Dictionary<string, string> Labels(Unstructured item) =>
        (item.Metadata?["labels"] as JsonObject)?.ToDictionary(pair => pair.Key, pair => pair.Value.AsText() ?? "", StringComparer.Ordinal) ?? [];
}
