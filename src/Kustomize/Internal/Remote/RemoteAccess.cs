using GitOpsToolkit.Git;

namespace GitOpsToolkit.Kustomize.Internal.Remote;

/// <summary>What builds share to reach bases in git repositories and files over http.</summary>
internal sealed class RemoteAccess(KustomizeControllerOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly GitClient _git = new(new GitClientOptions { ScratchPath = options.ScratchPath }, time);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = RemoteBases.MaxFileBytes,
    };

    /// <summary>A source for one build.</summary>
    public RemoteBases Open() => new(options.NoRemoteBases ? null : _git, _http);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
