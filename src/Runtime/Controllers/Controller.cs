using System.Diagnostics;
using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>The reconcile loop of one kind: workers that take keys, run passes and decide when to look again.</summary>
internal sealed class Controller<T> : IController
    where T : Resource, IConditioned, IResource<T>
{
    private readonly ControllerServices _services;
    private readonly ControllerOptions _options;
    private readonly Informer<T> _informer;
    private readonly Jitter _jitter;
    private readonly ReconcilePassFactory<T> _passes;
    private readonly ControllerLog _log;
    private readonly List<Func<CancellationToken, Task<IAsyncDisposable>>> _companions;
    private readonly List<IInformer> _watched = [];
    private readonly QueueMetrics _queueMetrics;
    private readonly KeyValuePair<string, object?> _tag;

    public Controller(ControllerBuilder<T> definition, IReconciler<T> reconciler, GitOpsOptions shared, ControllerServices services)
    {
        _services = services;
        _options = definition.Options;
        _companions = definition.Companions;
        _informer = services.Cache.Typed<T>();
        _jitter = new(shared.IntervalJitterPercentage);
        _log = new(services.Logs.CreateLogger($"GitOpsToolkit.Controllers.{T.Info.Kind}"));
        _tag = new("controller", _options.Name);
        _queueMetrics = new(services.Metrics, _options.Name);
        _passes = new(definition, reconciler, services, _informer);
        LeaseName = LeaderElector.LeaseName(_options.LeaseName, shared);
        Queue = new(
            services.Clock,
            new(_options.MinRetryDelay ?? shared.MinRetryDelay, _options.MaxRetryDelay ?? shared.MaxRetryDelay),
            _queueMetrics);
        Attach(definition);
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public string LeaseName { get; }

    /// <inheritdoc/>
    public IInformer Primary => _informer;

    /// <inheritdoc/>
    public WorkQueue Queue { get; }

    /// <inheritdoc/>
    public bool IsRunning { get; private set; }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            foreach (var open in _companions)
            {
                opened.Push(await open(stop).ConfigureAwait(false));
            }

            await SyncedAsync(stop).ConfigureAwait(false);
            Queue.Open();
            foreach (var item in _informer.List())
            {
                Queue.Add(item.Key(), WorkPriority.Low);
            }

            IsRunning = true;
            _services.Metrics.MaxConcurrent.Record(_options.MaxConcurrentReconciles, _tag);
            _log.Started(Name, _options.MaxConcurrentReconciles);
            await Task.WhenAll(Enumerable.Range(0, _options.MaxConcurrentReconciles).Select(_ => WorkAsync(stop, abort))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while waiting for the cache.
        }
        finally
        {
            IsRunning = false;
            Queue.Close();
            foreach (var companion in opened)
            {
                await companion.DisposeAsync().ConfigureAwait(false);
            }

            _log.Stopped(Name);
        }
    }

    /// <summary>Waits for the kind itself; kinds it watches may be missing, they wake nobody until they appear.</summary>
    private async Task SyncedAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_watched.Select(informer => informer.Settled)).WaitAsync(cancellationToken).ConfigureAwait(false);
        while (_informer.State != InformerState.Synced)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Signal() => changed.TrySetResult();
            _informer.Changed += Signal;
            try
            {
                if (_informer.State != InformerState.Synced)
                {
                    await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _informer.Changed -= Signal;
            }
        }
    }

    private void Attach(ControllerBuilder<T> definition)
    {
        foreach (var (name, keys) in definition.Indexes)
        {
            _informer.AddIndex(name, keys);
        }

        var filter = definition.Filter;
        var identity = new GroupKind(T.Info.Group, T.Info.Kind);
        _informer.Subscribe((old, updated) =>
        {
            if (old is null || updated is null || filter.Passes(old, updated))
            {
                var key = (updated ?? old)!.Key();
                Queue.Add(key, WorkPriority.High, new ObjectIdentity(identity, key.Namespace, key.Name));
            }
        });
        foreach (var watch in definition.Secondary)
        {
            _watched.Add(watch.Attach(_services.Cache, (key, cause) => Queue.Add(key, WorkPriority.High, cause)));
        }

        foreach (var connect in definition.Wakers)
        {
            connect((key, cause) => Queue.Add(key, WorkPriority.High, cause));
        }
    }

    private async Task WorkAsync(CancellationToken stop, CancellationToken abort)
    {
        while (!stop.IsCancellationRequested)
        {
            WorkItem item;
            try
            {
                item = await Queue.TakeAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await ProcessAsync(item, abort).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Nothing in the runtime should throw here; if it does, the worker must live on.
                _log.WorkerFailed(item.Key, e);
                Queue.AddRateLimited(item.Key);
            }
            finally
            {
                Queue.Done(item);
            }
        }
    }

    private async Task ProcessAsync(WorkItem item, CancellationToken abort)
    {
        if (_informer.Find(item.Key) is not { } snapshot)
        {
            Queue.Forget(item.Key);
            ForgetSeries(item.Key);
            return;
        }

        var started = _services.Clock.GetTimestamp();
        _services.Metrics.ActiveWorkers.Add(1, _tag);
        try
        {
            var pass = _passes.Create(snapshot, item);
            using var scope = _log.Logger.BeginScope(pass.LogScope);
            using var activity = Telemetry.StartPass(Name, item.Key, pass.Id);
            var outcome = await pass.RunAsync(abort).ConfigureAwait(false);
            activity?.SetStatus(outcome.Error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            Schedule(item.Key, outcome);
            if (pass.IsReleased)
            {
                Queue.Forget(item.Key);
                ForgetSeries(item.Key);
            }
            else
            {
                _services.Metrics.ReconcileDuration.Record(
                    _services.Clock.GetElapsedTime(started).TotalSeconds,
                    new("kind", T.Info.Kind), new("name", item.Key.Name), new("namespace", item.Key.Namespace));
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // The process stops or leadership is gone; whoever works next starts over from what is stored.
        }
        finally
        {
            var elapsed = _services.Clock.GetElapsedTime(started);
            _services.Metrics.ActiveWorkers.Add(-1, _tag);
            _services.Metrics.ReconcileTime.Record(elapsed.TotalSeconds, _tag);
            _queueMetrics.Worked(elapsed);
        }
    }

    private void Schedule(NamespacedName key, Outcome outcome)
    {
        var result = "success";
        switch (outcome.Kind)
        {
            case OutcomeKind.Done:
                Queue.Forget(key);
                break;
            case OutcomeKind.Requeue:
                result = "requeue_after";
                Queue.Forget(key);
                Queue.AddAfter(key, outcome.Delay, WorkPriority.High);
                break;
            case OutcomeKind.Interval:
                result = "requeue_after";
                Queue.Forget(key);
                Queue.AddAfter(key, _jitter.Apply(outcome.Delay), WorkPriority.Low);
                break;
            case OutcomeKind.Backoff:
                result = "requeue";
                Queue.AddRateLimited(key);
                break;
            case OutcomeKind.Failed:
                result = "error";
                _services.Metrics.ReconcileErrors.Add(1, _tag);
                _log.Failed(Queue.AddRateLimited(key), outcome.Error!);
                break;
            case OutcomeKind.Terminal:
                result = "error";
                Queue.Forget(key);
                _services.Metrics.ReconcileErrors.Add(1, _tag);
                _services.Metrics.TerminalErrors.Add(1, _tag);
                _log.FailedTerminally(outcome.Error!);
                break;
        }

        _services.Metrics.Reconciles.Add(1, _tag, new("result", result));
    }

    private void ForgetSeries(NamespacedName key) =>
        _services.Registry.Forget(
            RuntimeMetrics.ReconcileDurationName, [new("kind", T.Info.Kind), new("name", key.Name), new("namespace", key.Namespace)]);
}
