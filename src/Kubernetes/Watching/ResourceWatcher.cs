using System.Runtime.CompilerServices;
using GitOpsToolkit.Kubernetes.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes;

/// <summary>
/// Keeps a consumer informed about the objects of a kind, across lost connections, expired versions and restarts of the
/// server: a paged list, then watches that resume where the last one ended, then a list again only when they cannot.
/// </summary>
/// <remarks>
/// The consumer keeps what it wants of the objects. After <see cref="WatcherEventType.Restarted"/> it drops what is not
/// among the keys; an object whose version it has already seen need not be looked at again.
/// </remarks>
public sealed class ResourceWatcher
{
    private readonly KubernetesClient _client;
    private readonly WatcherOptions _options;
    private readonly Func<double> _random;

    /// <summary>Prepares a watcher; nothing is sent before it is enumerated.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="resource">Kind to watch.</param>
    /// <param name="options">Which objects, and patience; null for all of them and the defaults.</param>
    public ResourceWatcher(KubernetesClient client, ApiResource resource, WatcherOptions? options = null)
        : this(client, resource, options, Random.Shared.NextDouble)
    {
    }

    internal ResourceWatcher(KubernetesClient client, ApiResource resource, WatcherOptions? options, Func<double> random)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(resource);
        _client = client;
        _options = options ?? new WatcherOptions();
        _random = random;
        Resource = resource;
    }

    /// <summary>Kind that is watched.</summary>
    public ApiResource Resource { get; }

    /// <summary>
    /// Lists, then watches, until cancelled. Neither the server nor the network can end it: failures are reported as
    /// <see cref="WatcherEventType.Interrupted"/> and tried again.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<WatcherEvent> WatchAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        var session = new WatchSession(new WatchBackoff(_options.MinBackoff, _options.MaxBackoff, _random), _options.PageSize);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            session.Begin();
            var step = session.Version is { } version ? FollowAsync(session, version, ct) : ListAsync(session, ct);
            await foreach (var change in step.ConfigureAwait(false))
            {
                yield return change;
            }

            if (session.Error is { } error)
            {
                _client.Log.WatchFailed(error, Resource, session.Wait);
                yield return new WatcherEvent(WatcherEventType.Interrupted) { Error = error, RetryAfter = session.Wait };
                await Task.Delay(session.Wait, _client.Time, ct).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<WatcherEvent> ListAsync(WatchSession session, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new WatcherEvent(WatcherEventType.Restarting);
        var keys = new HashSet<NamespacedName>();
        string? next = null;
        do
        {
            var (page, error) = await TryListPageAsync(session.PageSize, next, ct).ConfigureAwait(false);
            if (page is null)
            {
                session.ListFailed(error!, onLaterPage: next is not null);
                yield break;
            }

            foreach (var item in page.Items)
            {
                keys.Add(item.Key);
                yield return new WatcherEvent(WatcherEventType.Applied) { Object = item };
            }

            next = page.Continue;
            if (next is null)
            {
                session.Listed(page.ResourceVersion);
            }
        }
        while (next is not null);

        yield return new WatcherEvent(WatcherEventType.Restarted) { Keys = keys };
    }

    private async IAsyncEnumerable<WatcherEvent> FollowAsync(WatchSession session, string version, [EnumeratorCancellation] CancellationToken ct)
    {
        var startedAt = _client.Time.GetTimestamp();
        var (opened, refusal) = await TryOpenAsync(version, ct).ConfigureAwait(false);
        if (opened is null)
        {
            Fail(session, refusal!, opened: false, heard: false);
            yield break;
        }

        using var reader = opened;
        var heard = false;
        while (true)
        {
            var (change, error) = await TryNextAsync(reader, ct).ConfigureAwait(false);
            if (error is not null)
            {
                Fail(session, error, opened: true, heard);
                yield break;
            }

            if (change is not { } happened)
            {
                session.WatchEnded(_client.Time.GetElapsedTime(startedAt), heard);
                yield break;
            }

            heard = true;
            session.Heard(happened.Object.ResourceVersion);
            if (happened.Type != WatchEventType.Bookmark)
            {
                yield return new WatcherEvent(happened.Type == WatchEventType.Deleted ? WatcherEventType.Deleted : WatcherEventType.Applied)
                {
                    Object = happened.Object,
                };
            }
        }
    }

    private void Fail(WatchSession session, Exception error, bool opened, bool heard)
    {
        var version = session.Version;
        session.WatchFailed(error, opened, heard);
        if (session.Version is null)
        {
            _client.Log.WatchExpired(Resource, version ?? "");
        }
    }

    // An iterator may not yield inside a try block with a catch, so failures travel as values.
    private async ValueTask<(ResourcePage? Page, Exception? Error)> TryListPageAsync(int limit, string? next, CancellationToken ct)
    {
        try
        {
            var options = new ListOptions
            {
                LabelSelector = _options.LabelSelector,
                FieldSelector = _options.FieldSelector,
                MetadataOnly = _options.MetadataOnly,
                DropManagedFields = _options.DropManagedFields,
                Limit = limit,
                Continue = next,
            };
            return (await _client.ListPageAsync(Resource, _options.Namespace, options, ct).ConfigureAwait(false), null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return (null, e);
        }
    }

    private async ValueTask<(WatchReader? Reader, Exception? Error)> TryOpenAsync(string version, CancellationToken ct)
    {
        try
        {
            var options = new WatchOptions
            {
                LabelSelector = _options.LabelSelector,
                FieldSelector = _options.FieldSelector,
                MetadataOnly = _options.MetadataOnly,
                DropManagedFields = _options.DropManagedFields,
                ResourceVersion = version,
                ServerTimeout = _options.MinServerTimeout * (1 + _random()),
                IdleTimeout = _options.IdleTimeout,
            };
            return (await _client.OpenWatchAsync(Resource, _options.Namespace, options, ct).ConfigureAwait(false), null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return (null, e);
        }
    }

    private static async ValueTask<(WatchEvent? Event, Exception? Error)> TryNextAsync(WatchReader reader, CancellationToken ct)
    {
        try
        {
            return (await reader.NextAsync(ct).ConfigureAwait(false), null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return (null, e);
        }
    }
}
