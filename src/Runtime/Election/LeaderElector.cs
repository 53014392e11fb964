using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>Lets one of several replicas work, by holding a Lease of <c>coordination.k8s.io</c>.</summary>
/// <remarks>
/// client-go's rules: others count the lease's duration from when they saw it renewed, by their own clock, so clocks need
/// not agree; a holder that cannot renew stops before the others may start.
/// </remarks>
internal sealed partial class LeaderElector
{
    private static readonly ApiResource LeaseType = new("coordination.k8s.io", "v1", "Lease", "leases", Namespaced: true);

    private readonly KubernetesClient _client;
    private readonly LeaderElectionOptions _options;
    private readonly NamespacedName _lease;
    private readonly string _identity;
    private readonly TimeProvider _clock;
    private readonly RuntimeMetrics _metrics;
    private readonly ILogger _log;
    private string? _observedVersion;
    private long _observedAt;

    public LeaderElector(
        KubernetesClient client, GitOpsOptions options, string leaseName, TimeProvider clock, RuntimeMetrics metrics, ILogger log)
    {
        _client = client;
        _options = options.LeaderElection;
        _lease = new(_options.LeaseNamespace ?? options.RuntimeNamespace ?? client.Config.DefaultNamespace, leaseName);
        _identity = _options.Identity ?? $"{Environment.MachineName}_{Guid.NewGuid():N}";
        _clock = clock;
        _metrics = metrics;
        _log = log;
    }

    /// <summary>True while this replica may work.</summary>
    public bool IsLeading { get; private set; }

    /// <summary>Name of a lease; shards of a controller do not compete with each other (kustomize contract 19.1).</summary>
    public static string LeaseName(string ownName, GitOpsOptions options)
    {
        var name = options.LeaderElection.LeaseName ?? ownName;
        return options.WatchLabelSelector.Length == 0
            ? name
            : $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.WatchLabelSelector)))[..8]}";
    }

    /// <summary>Waits for the lease, works while holding it, and starts over when it is lost.</summary>
    /// <param name="work">The work; its token fires when the lease is lost. When it ends by itself, so does this method.</param>
    /// <param name="stop">Ends the wait for the lease.</param>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await AcquireAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            using var lost = new CancellationTokenSource();
            Lead(true);
            var working = work(lost.Token);
            var held = await HoldAsync(working).ConfigureAwait(false);
            if (held)
            {
                await working.ConfigureAwait(false);
                await ReleaseAsync().ConfigureAwait(false);
                Lead(false);
                return;
            }

            Lead(false);
            LogLost(_lease);
            await lost.CancelAsync().ConfigureAwait(false);
            await working.ConfigureAwait(false);
        }
    }

    private async Task AcquireAsync(CancellationToken stop)
    {
        LogWaiting(_lease, _identity);
        while (!await TryAsync(_options.RenewDeadline, stop).ConfigureAwait(false))
        {
            // Up to a fifth more, so that replicas started together do not stay in step.
            await Task.Delay(_options.RetryPeriod * (1 + (Random.Shared.NextDouble() * 0.2)), _clock, stop).ConfigureAwait(false);
        }

        LogAcquired(_lease, _identity);
    }

    /// <summary>Renews until the work ends (true) or the renew deadline passes (false).</summary>
    private async Task<bool> HoldAsync(Task working)
    {
        var renewed = _clock.GetTimestamp();
        while (true)
        {
            using var pause = new CancellationTokenSource();
            var next = Task.Delay(_options.RetryPeriod, _clock, pause.Token);
            if (await Task.WhenAny(working, next).ConfigureAwait(false) == working)
            {
                await pause.CancelAsync().ConfigureAwait(false);
                return true;
            }

            var left = _options.RenewDeadline - _clock.GetElapsedTime(renewed);
            if (left > TimeSpan.Zero && await TryAsync(left, CancellationToken.None).ConfigureAwait(false))
            {
                renewed = _clock.GetTimestamp();
            }
            else if (_clock.GetElapsedTime(renewed) >= _options.RenewDeadline)
            {
                return false;
            }
        }
    }

    private async Task<bool> TryAsync(TimeSpan timeout, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            return await AcquireOrRenewAsync(either.Token).ConfigureAwait(false);
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            return false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogTryFailed(_lease, e);
            return false;
        }
    }

    private async Task<bool> AcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var now = Timestamp();
        var found = await _client.FindAsync(LeaseType, _lease, ct: cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            var created = new Unstructured(LeaseType.Gvk, _lease.Namespace, _lease.Name);
            created.Root["spec"] = Spec(now, now, transitions: 0);
            await _client.CreateAsync(LeaseType, created, ct: cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (_observedVersion != found.ResourceVersion)
        {
            _observedVersion = found.ResourceVersion;
            _observedAt = _clock.GetTimestamp();
        }

        var spec = found.Root["spec"] as JsonObject ?? [];
        var holder = spec.GetText("holderIdentity") ?? "";
        var isOurs = holder == _identity;
        var duration = TimeSpan.FromSeconds(spec.GetInteger("leaseDurationSeconds") ?? (long)_options.LeaseDuration.TotalSeconds);
        if (!isOurs && holder.Length > 0 && _clock.GetElapsedTime(_observedAt) < duration)
        {
            return false;
        }

        var transitions = spec.GetInteger("leaseTransitions") ?? 0;
        await PatchAsync(
            found,
            Spec(isOurs ? spec.GetText("acquireTime") ?? now : now, now, isOurs ? transitions : transitions + 1),
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ReleaseAsync()
    {
        if (!_options.ReleaseOnCancel)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(_options.RetryPeriod, _clock);
        try
        {
            var found = await _client.FindAsync(LeaseType, _lease, ct: deadline.Token).ConfigureAwait(false);
            if (found?.Root["spec"] is JsonObject spec && spec.GetText("holderIdentity") == _identity)
            {
                var released = Spec(Timestamp(), Timestamp(), spec.GetInteger("leaseTransitions") ?? 0);
                released["holderIdentity"] = "";
                released["leaseDurationSeconds"] = 1;
                await PatchAsync(found, released, deadline.Token).ConfigureAwait(false);
                LogReleased(_lease);
            }
        }
        catch (Exception e)
        {
            // The lease runs out by itself.
            LogTryFailed(_lease, e);
        }
    }

    private Task PatchAsync(Unstructured lease, JsonObject spec, CancellationToken cancellationToken) =>
        _client.PatchAsync(
            LeaseType,
            _lease,
            Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = lease.ResourceVersion }, ["spec"] = spec }),
            ct: cancellationToken);

    private JsonObject Spec(string acquired, string renewed, long transitions) => new()
    {
        ["holderIdentity"] = _identity,
        ["leaseDurationSeconds"] = (long)_options.LeaseDuration.TotalSeconds,
        ["acquireTime"] = acquired,
        ["renewTime"] = renewed,
        ["leaseTransitions"] = transitions,
    };

    private void Lead(bool leading)
    {
        IsLeading = leading;
        _metrics.Leading.Record(leading ? 1 : 0, new KeyValuePair<string, object?>("name", _lease.Name));
    }

    private string Timestamp() => _clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(1301, LogLevel.Information, "Waiting for lease {Lease} as {Identity}")]
    private partial void LogWaiting(NamespacedName lease, string identity);

    [LoggerMessage(1302, LogLevel.Information, "Acquired lease {Lease} as {Identity}")]
    private partial void LogAcquired(NamespacedName lease, string identity);

    [LoggerMessage(1303, LogLevel.Error, "Lost lease {Lease}; the controllers stop until it is held again")]
    private partial void LogLost(NamespacedName lease);

    [LoggerMessage(1304, LogLevel.Information, "Released lease {Lease}")]
    private partial void LogReleased(NamespacedName lease);

    [LoggerMessage(1305, LogLevel.Error, "Lease {Lease} could not be acquired, renewed or released")]
    private partial void LogTryFailed(NamespacedName lease, Exception error);
}
