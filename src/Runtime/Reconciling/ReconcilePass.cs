using System.Text.Json.Nodes;
using GitOpsToolkit.Api;

namespace GitOpsToolkit.Runtime;

/// <summary>One pass over one object, in the order of the contracts: deletion, finalizer, suspension, work, status.</summary>
internal sealed class ReconcilePass<T>
    where T : Resource, IConditioned, IResource<T>
{
    private readonly ReconcilePassFactory<T> _shared;
    private readonly T _snapshot;
    private readonly WorkItem _item;

    public ReconcilePass(ReconcilePassFactory<T> shared, T snapshot, WorkItem item)
    {
        _shared = shared;
        _snapshot = snapshot;
        _item = item;
        Id = PassId.Next();
        LogScope = new(shared.Definition.Options.Name, T.Info.Group, T.Info.Kind, item.Key, Id);
    }

    public string Id { get; }

    public ReconcileScope LogScope { get; }

    /// <summary>True when this pass let a deleted object go.</summary>
    public bool IsReleased { get; private set; }

    private ControllerOptions Options => _shared.Definition.Options;

    private TimeProvider Clock => _shared.Services.Clock;

    public async Task<Outcome> RunAsync(CancellationToken abort)
    {
        var finalizer = _shared.Definition.Finalizer;
        var hasFinalizer = finalizer is not null && _snapshot.Metadata.Finalizers?.Contains(finalizer) == true;
        var isDeleting = _snapshot.Metadata.DeletionTimestamp is not null;
        if (isDeleting && !hasFinalizer)
        {
            return Outcome.Done;
        }

        if (!isDeleting && finalizer is not null && !hasFinalizer && _shared.Definition.NeedsFinalizer(_snapshot))
        {
            return await AddFinalizerAsync(finalizer, abort).ConfigureAwait(false);
        }

        var json = ResourceJson<T>.Write(_snapshot);
        var working = ResourceJson<T>.Read(json);
        ReconcileContext<T>? context = null;
        using var status = new StatusWriter<T>(
            _shared.Writer, _snapshot, json, working, () => Owned(context!), Clock, Options.ProgressDelay, _shared.Log);
        context = new(working, new()
        {
            Clock = Clock,
            Log = _shared.Log,
            Events = _shared.Services.Events,
            Component = Options.Component,
            ReconcileId = Id,
            Interrupted = _item.Interrupted,
            InterruptedBy = () => _item.InterruptedBy,
            Publisher = status,
        });

        var outcome = isDeleting
            ? await FinalizeAsync(context, abort).ConfigureAwait(false)
            : await ReconcileAsync(context, abort).ConfigureAwait(false);
        abort.ThrowIfCancellationRequested();
        outcome = await WriteStatusAsync(status, context, outcome, abort).ConfigureAwait(false);
        if (isDeleting && outcome.Kind == OutcomeKind.Done)
        {
            outcome = await RemoveFinalizerAsync(status.Stored, finalizer!, abort).ConfigureAwait(false);
        }

        return status.IsGone && outcome.Error is null ? Outcome.Done : outcome;
    }

    private async Task<Outcome> ReconcileAsync(ReconcileContext<T> context, CancellationToken abort)
    {
        if (_shared.Definition.Suspended?.Invoke(context.Object) == true)
        {
            _shared.ControllerLog.Suspended();
            return Outcome.Done;
        }

        try
        {
            return await WithDeadlineAsync(ct => _shared.Reconciler.ReconcileAsync(context, ct), abort).ConfigureAwait(false);
        }
        catch (TerminalException e)
        {
            context.Event(EventFlavor.Warning, e.Reason, e.Message);
            return context.Stalled(e.Reason, e);
        }
        catch (OperationCanceledException) when (context.Interrupted.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            // The work listened to Interrupted and stopped; the key is queued again already.
            return Outcome.Done;
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            _shared.Services.Metrics.ReconcilePanics.Add(1, new KeyValuePair<string, object?>("controller", Options.Name));
            context.NotReady(ConditionReasons.ReconciliationFailed, e.Message);
            context.Event(EventFlavor.Warning, ConditionReasons.ReconciliationFailed, e.Message);
            return Outcome.Failed(e);
        }
    }

    private async Task<Outcome> FinalizeAsync(ReconcileContext<T> context, CancellationToken abort)
    {
        try
        {
            return await WithDeadlineAsync(ct => _shared.Finalizes!.FinalizeAsync(context, ct), abort).ConfigureAwait(false);
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            // The conditions stay: the object is on its way out and the finalizer is tried again.
            return Outcome.Failed(e);
        }
    }

    private async Task<Outcome> WithDeadlineAsync(Func<CancellationToken, Task<Outcome>> work, CancellationToken abort)
    {
        if (Options.ReconcileTimeout is not { } timeout)
        {
            return await work(abort).ConfigureAwait(false);
        }

        using var deadline = new CancellationTokenSource(timeout, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, deadline.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            throw new TimeoutException($"the pass took longer than {GoDuration.Format(timeout)}", e);
        }
    }

    private static async Task<Outcome> WriteStatusAsync(
        StatusWriter<T> status, ReconcileContext<T> context, Outcome outcome, CancellationToken abort)
    {
        if (context.RequestedAt is { } token)
        {
            context.Status.LastHandledReconcileAt = token;
        }

        try
        {
            await status.CompleteAsync(abort).ConfigureAwait(false);
            return outcome;
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            // An error of the work itself says more than the one of reporting it.
            return outcome.Kind == OutcomeKind.Failed ? outcome : Outcome.Failed(e);
        }
    }

    private HashSet<string> Owned(ReconcileContext<T> context)
    {
        var owned = new HashSet<string>(Options.OwnedConditions, StringComparer.Ordinal);
        owned.UnionWith(context.Conditions.Touched);
        return owned;
    }

    private async Task<Outcome> AddFinalizerAsync(string finalizer, CancellationToken abort)
    {
        try
        {
            await _shared.Writer.PatchAsync(
                _snapshot,
                null,
                live => live.Metadata.DeletionTimestamp is not null || live.Metadata.Finalizers?.Contains(finalizer) == true
                    ? null
                    : Finalizers([.. live.Metadata.Finalizers ?? [], finalizer]),
                abort).ConfigureAwait(false);
            return Outcome.Now;
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            return Outcome.Failed(e);
        }
    }

    private async Task<Outcome> RemoveFinalizerAsync(T stored, string finalizer, CancellationToken abort)
    {
        try
        {
            // The clean-up is done: finish the release even while the process stops.
            await _shared.Writer.PatchAsync(
                stored,
                null,
                live => live.Metadata.Finalizers?.Contains(finalizer) == true
                    ? Finalizers(live.Metadata.Finalizers.Where(name => name != finalizer))
                    : null,
                CancellationToken.None).ConfigureAwait(false);
            IsReleased = true;
            return Outcome.Done;
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            return Outcome.Failed(e);
        }
    }

    private static JsonObject Finalizers(IEnumerable<string> names) =>
        new() { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) } };
}
