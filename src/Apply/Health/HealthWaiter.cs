using System.Threading.Channels;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>
/// Waits until objects are current. Objects that were healthy when they were last read cost nothing, the others are watched, all of
/// a kind and namespace over one connection. Where an identity may not watch, its objects are read every five seconds.
/// </summary>
/// <param name="client">The cluster, as the identity that may read the objects.</param>
/// <param name="time">Source of time.</param>
public sealed class HealthWaiter(KubernetesClient client, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Waits for all of them.</summary>
    /// <exception cref="HealthCheckException">An object failed, or time ran out.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task WaitAsync(IReadOnlyList<HealthTarget> targets, HealthWaitOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(options);
        var board = new HealthBoard(targets, options.FailFast);
        foreach (var target in targets)
        {
            if (target.Live is { } live)
            {
                board.Set(target.Identity, options.CustomRules.Find(live) ?? HealthRules.Evaluate(live, _time.GetUtcNow()));
            }
        }

        using var deadline = new CancellationTokenSource(options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await ObserveAsync(targets, board, options.CustomRules, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw board.TimedOut();
        }

        board.ThrowIfFailed();
    }

    private async Task ObserveAsync(
        IReadOnlyList<HealthTarget> targets, HealthBoard board, CustomHealthRules customRules, CancellationToken cancellationToken)
    {
        if (board.IsSettled)
        {
            return;
        }

        var reader = new HealthReader(client, _time, customRules);
        foreach (var target in targets.Where(target => !board.IsKnown(target)))
        {
            board.Set(target.Identity, await reader.ReadAsync(target, cancellationToken).ConfigureAwait(false));
            if (board.IsSettled)
            {
                return;
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var updates = Channel.CreateUnbounded<HealthUpdate>(new UnboundedChannelOptions { SingleReader = true });
        var observers = targets
            .Where(target => !board.IsCurrent(target))
            .GroupBy(static target => (target.Identity.GroupKind, target.Version, target.Identity.Namespace))
            .Select(group => new HealthObserver(client, reader, _time, [.. group], updates.Writer).RunAsync(stop.Token))
            .ToList();
        try
        {
            while (!board.IsSettled)
            {
                var update = await updates.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                board.Set(update.Identity, update.Result);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(observers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>News about one object.</summary>
internal readonly record struct HealthUpdate(ObjectIdentity Identity, HealthResult Result);
