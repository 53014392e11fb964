using GitOpsToolkit.Artifacts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Source.Internal;

/// <summary>
/// Serves the artifacts while the controller works, which with leader election is while this replica leads: only the leader has the
/// artifacts, and a Service finds it by asking who answers (source.md §3.7).
/// </summary>
internal sealed class ArtifactServing(
    ArtifactStorage storage, IOptions<SourceControllerOptions> options, ILoggerFactory logs, IHostApplicationLifetime? lifetime = null)
{
    private readonly ILogger _log = logs.CreateLogger("GitOpsToolkit.Source");

    /// <summary>Starts the server; without one the controller is of no use, so the process ends when it cannot listen.</summary>
    public async Task<IAsyncDisposable> OpenAsync(CancellationToken ct)
    {
        var server = new ArtifactServer(storage, options.Value.Storage.ListenAddress);
        try
        {
            await server.StartAsync(ct).ConfigureAwait(false);
            Log.Serving(_log, server.Address!);
            return server;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            Log.CannotServe(_log, options.Value.Storage.ListenAddress, e);
            lifetime?.StopApplication();
            throw;
        }
    }
}
