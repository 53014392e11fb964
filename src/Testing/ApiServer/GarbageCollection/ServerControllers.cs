using GitOpsToolkit.Testing.ApiServer.CustomResources;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Simulator;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Testing.ApiServer.GarbageCollection;

/// <summary>Something that reacts to changes of objects.</summary>
internal interface IServerController
{
    void OnChange(StoreEvent change);
}

/// <summary>Runs the server's own controllers over the stream of all changes, one change after the other.</summary>
internal sealed partial class ServerControllers : IAsyncDisposable
{
    private readonly List<IServerController> _controllers;
    private readonly ObjectStore _store;
    private readonly ILogger _logger;
    private readonly WorkloadSimulator? _simulator;
    private readonly StoreSubscription _changes;
    private Task _loop = Task.CompletedTask;
    private long _seen;

    public ServerControllers(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, ObjectDeleter deleter, KubernetesApiServerOptions options, ILogger logger)
    {
        _store = store;
        _logger = logger;
        _changes = store.Listen();
        _controllers =
        [
            new GarbageCollector(registry, store, writer, deleter),
            new NamespaceTerminator(registry, store, writer, deleter),
            new DefinitionTerminator(registry, store, writer, deleter),
            new StorageProtection(registry, writer),
        ];
        if (options.NamespaceDefaults)
        {
            _controllers.Add(new NamespaceFurnisher(registry, writer));
        }

        if (options.WorkloadSimulator)
        {
            _simulator = new WorkloadSimulator(registry, store, writer, options.Clock, options.WorkloadDelay);
            _controllers.Add(_simulator);
        }
    }

    public void Start() => _loop = RunAsync();

    /// <summary>Completes when every change made so far, and those it led to, have been seen.</summary>
    public async Task SettledAsync(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref _seen) < _store.LastChange)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _simulator?.Dispose();
        _changes.Dispose();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await foreach (var change in _changes.Changes.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (var controller in _controllers)
            {
                try
                {
                    controller.OnChange(change);
                }
                catch (Exception e)
                {
                    // One object that cannot be handled must not stop the others.
                    Log.ControllerFailed(_logger, controller.GetType().Name, change.After.Key.ToString(), e);
                }
            }

            Interlocked.Exchange(ref _seen, change.Revision);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "{Controller} failed on {Key}")]
        public static partial void ControllerFailed(ILogger logger, string controller, string key, Exception exception);
    }
}
