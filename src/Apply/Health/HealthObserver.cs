using System.Threading.Channels;
using GitOpsToolkit.Kubernetes;

namespace GitOpsToolkit.Apply.Health;

/// <summary>Follows the objects of one kind and namespace and reports each change of their status.</summary>
internal sealed class HealthObserver(
    KubernetesClient client, HealthReader reader, TimeProvider time, IReadOnlyList<HealthTarget> targets, ChannelWriter<HealthUpdate> updates)
{
    /// <summary>How often objects are read that cannot be watched, and statuses that change by time alone are looked at again.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, HealthTarget> _byName = targets.ToDictionary(static target => target.Identity.Name, StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ApiResource? type;
        while ((type = await reader.ResolveAsync(targets[0], cancellationToken).ConfigureAwait(false)) is null)
        {
            Report(HealthResult.Unknown(HealthReader.NoMatch(targets[0])));
            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }

        var isNameless = type.Namespaced && targets[0].Identity.Namespace.Length == 0;
        var polling = isNameless || ChangesByTimeAlone() ? PollAsync(cancellationToken) : Task.CompletedTask;
        if (!isNameless && !await WatchAsync(type, cancellationToken).ConfigureAwait(false) && polling.IsCompletedSuccessfully)
        {
            polling = PollAsync(cancellationToken);
        }

        await polling.ConfigureAwait(false);
    }

    /// <summary>Watches until cancelled; false when the identity may not.</summary>
    private async Task<bool> WatchAsync(ApiResource type, CancellationToken cancellationToken)
    {
        var options = new WatcherOptions
        {
            Namespace = type.Namespaced ? targets[0].Identity.Namespace : null,
            FieldSelector = targets.Count == 1 ? $"metadata.name={targets[0].Identity.Name}" : null,
        };
        await foreach (var change in new ResourceWatcher(client, type, options).WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            switch (change)
            {
                case { Type: WatcherEventType.Applied, Object: { } live } when _byName.TryGetValue(live.Name, out var target):
                    Report(target, await reader.EvaluateAsync(live, cancellationToken).ConfigureAwait(false));
                    break;
                case { Type: WatcherEventType.Deleted, Object: { } gone } when _byName.TryGetValue(gone.Name, out var target):
                    Report(target, HealthResult.NotFound);
                    break;
                case { Type: WatcherEventType.Restarted, Keys: { } keys }:
                    var present = keys.Select(static key => key.Name).ToHashSet(StringComparer.Ordinal);
                    foreach (var target in targets.Where(target => !present.Contains(target.Identity.Name)))
                    {
                        Report(target, HealthResult.NotFound);
                    }

                    break;
                case { Type: WatcherEventType.Interrupted, Error: KubernetesApiException { IsForbidden: true } or KubernetesApiException { IsMethodNotSupported: true } }:
                    return false;
            }
        }

        return true;
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await PauseAsync(cancellationToken).ConfigureAwait(false);
            foreach (var target in targets)
            {
                Report(target, await reader.ReadAsync(target, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    // A Pod becomes unschedulable by the clock, and the Pods of these controllers fail without a change of the controller.
    private bool ChangesByTimeAlone() =>
        targets[0].Identity.GroupKind is { Group: "", Kind: "Pod" } or { Group: "apps", Kind: "StatefulSet" or "ReplicaSet" };

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(PollInterval, time, cancellationToken);

    private void Report(HealthTarget target, HealthResult result) => updates.TryWrite(new HealthUpdate(target.Identity, result));

    private void Report(HealthResult result)
    {
        foreach (var target in targets)
        {
            Report(target, result);
        }
    }
}
