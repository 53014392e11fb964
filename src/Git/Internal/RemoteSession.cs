using System.Diagnostics.CodeAnalysis;

namespace GitOpsToolkit.Git.Internal;

/// <summary>One operation against one remote: its folder, its environment, its connections. Everything is gone afterwards.</summary>
[SuppressMessage("Reliability", "CA2213", Justification = "The folder may be handed over to a snapshot.")]
internal sealed class RemoteSession : IAsyncDisposable
{
    private const long ListingLimit = 256L << 20;

    private static readonly TimeSpan SizeCheck = TimeSpan.FromSeconds(1);

    private readonly GitClientOptions _options;
    private readonly TimeProvider _time;
    private readonly GitRemote _remote;
    private readonly HttpTransport? _http;
    private GitRepositoryFolder? _folder;

    public RemoteSession(GitRemote remote, GitClientOptions options, TimeProvider time)
    {
        _remote = remote;
        _options = options;
        _time = time;
        Address = RemoteAddress.Parse(remote.Url, options.AllowFileProtocol);
        _http = Address.IsHttp ? new HttpTransport(remote, Address) : null;
    }

    public RemoteAddress Address { get; }

    /// <summary>Where what is fetched goes; created on first use.</summary>
    public GitRepositoryFolder Folder => _folder ??= GitRepositoryFolder.Create(_options);

    /// <summary>Refs of the remote whose names begin with one of the prefixes.</summary>
    public async Task<RefAdvertisement> ListAsync(IReadOnlyList<string> prefixes, CancellationToken ct)
    {
        if (_http is not null)
        {
            try
            {
                return await RefAdvertisement.GetAsync(_http, Address, prefixes, _options.MaxRefs, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                throw new GitException(GitError.Unreachable, $"the connection broke while the refs were listed: {e.Message}", e);
            }
        }

        // The commit behind an annotated tag is listed under a name of its own.
        var patterns = prefixes.SelectMany(p => (string[])(p.EndsWith('/') ? [p + "*"] : [p, p + "^{}"]));
        var output = await RunAsync(ListingLimit, ["ls-remote", "--quiet", "--", Address.Url, .. patterns], Address.Url, trusted: true, ct).ConfigureAwait(false);
        return new RefAdvertisement(RefAdvertisement.ReadListing(output, prefixes, _options.MaxRefs), Address.Url, Trusted: true, AnyCommit: false);
    }

    /// <summary>Fetches into the folder.</summary>
    /// <param name="advertisement">Where to fetch from.</param>
    /// <param name="depth">Number of commits of each history; null for all.</param>
    /// <param name="refspecs">What to fetch and under which names to keep it.</param>
    /// <param name="ct">Kills git.</param>
    public async Task FetchAsync(RefAdvertisement advertisement, int? depth, IReadOnlyList<string> refspecs, CancellationToken ct)
    {
        IEnumerable<string> depthArguments = depth is { } commits
            ? [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--depth={commits}")]
            : [];
        IEnumerable<string> arguments =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc", .. depthArguments, "--", advertisement.Url, .. refspecs];
        using var tooLarge = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            // Git has no limit of its own for what a fetch may bring, so the folder is measured while it grows.
            var watch = _time.CreateTimer(_ => CancelWhenTooLarge(tooLarge), null, SizeCheck, SizeCheck);
            await using (watch.ConfigureAwait(false))
            {
                await RunAsync(1 << 20, arguments, advertisement.Url, advertisement.Trusted, tooLarge.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TooLarge();
        }

        if (IsTooLarge)
        {
            throw TooLarge();
        }
    }

    /// <summary>Gives the folder away; it then outlives the session.</summary>
    public GitRepositoryFolder DetachFolder()
    {
        var detached = Folder;
        _folder = null;
        return detached;
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_folder is not null)
        {
            await _folder.DisposeAsync().ConfigureAwait(false);
        }
    }

    private GitException TooLarge() => new(
        GitError.TooLarge, $"the repository is larger than the allowed {_options.MaxRepositoryBytes} bytes; fetch less of it or raise the limit");

    private bool IsTooLarge => _options.MaxRepositoryBytes > 0 && Folder.Size() > _options.MaxRepositoryBytes;

    private void CancelWhenTooLarge(CancellationTokenSource source)
    {
        if (IsTooLarge)
        {
            source.Cancel();
        }
    }

    private async Task<byte[]> RunAsync(long limit, IEnumerable<string> arguments, string url, bool trusted, CancellationToken ct)
    {
        var environment = new GitEnvironment(_options.GitCommand, Folder.Private, _options.AllowFileProtocol ? "http:https:ssh:file" : "http:https:ssh");
        if (Address.IsSsh)
        {
            SshSetup.Apply(environment, Folder, _remote, _options);
        }
        else if (_http is not null)
        {
            ConfigureHttp(environment, url, trusted);
        }

        try
        {
            return await GitProcess.RunAsync(environment, Folder.Command([.. arguments]), limit, ct).ConfigureAwait(false);
        }
        catch (GitProcessException e)
        {
            throw GitFailure.Describe(e, Address);
        }
    }

    private void ConfigureHttp(GitEnvironment environment, string url, bool trusted)
    {
        environment.Configure("http.followRedirects", "false");
        if (trusted && _http!.Authorization is { } authorization)
        {
            environment.Configure($"http.{new Uri(url).GetLeftPart(UriPartial.Authority)}/.extraHeader", $"Authorization: {authorization}");
        }

        if (_remote.CaBundle is { } bundle)
        {
            environment.Configure("http.sslCAInfo", Folder.WritePrivate("ca.pem", bundle + "\n" + SystemCertificates.Pem));
        }

        if (_remote is { ClientCertificate: { } certificate, ClientKey: { } key })
        {
            environment.Configure("http.sslCert", Folder.WritePrivate("tls.crt", certificate));
            environment.Configure("http.sslKey", Folder.WritePrivate("tls.key", key));
        }

        if (_remote.Proxy is { } proxy)
        {
            environment.Configure("http.proxy", proxy);
        }
    }
}
