using System.Collections.Concurrent;
using System.Net;
using System.Text;
using GitOpsToolkit.Git;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Testing.Git;

/// <summary>
/// A git server on the loopback interface that speaks the smart HTTP protocol through <c>git http-backend</c>. Repositories are made
/// and changed from code, may ask for credentials, and can be told to misbehave.
/// </summary>
public sealed class GitServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, GitServerRepository> _repositories = new(StringComparer.Ordinal);
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();
    private readonly bool _ownsFolder;

    private GitServer(WebApplication application, string path, bool ownsFolder)
    {
        _application = application;
        _ownsFolder = ownsFolder;
        Path = path;
    }

    /// <summary>Address of the server without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Folder of the repositories.</summary>
    public string Path { get; }

    /// <summary>Starts a server.</summary>
    /// <exception cref="GitException">The git command is not installed.</exception>
    public static async Task<GitServer> StartAsync(GitServerOptions? options = null, CancellationToken ct = default)
    {
        options ??= new GitServerOptions();
        var path = options.Path ?? Directory.CreateTempSubdirectory("gotk-git-server-").FullName;
        Directory.CreateDirectory(path);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var web = builder.Build();
        var server = new GitServer(web, path, ownsFolder: options.Path is null);
        web.Run(server.HandleAsync);
        await web.StartAsync(ct).ConfigureAwait(false);
        server.Url = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    /// <summary>Creates an empty repository.</summary>
    /// <param name="name">Path below the server, for example <c>app</c> or <c>team/app</c>; <c>.git</c> is added.</param>
    public async Task<GitServerRepository> CreateRepositoryAsync(string name)
    {
        var bare = name.EndsWith(".git", StringComparison.Ordinal) ? name : name + ".git";
        var repository = await GitServerRepository.CreateAsync(this, bare).ConfigureAwait(false);
        _repositories[bare] = repository;
        return repository;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value?.TrimStart('/') ?? "";
        var end = path.IndexOf(".git/", StringComparison.Ordinal);
        if (end < 0 || !_repositories.TryGetValue(path[..(end + 4)], out var repository))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        repository.Count(path);
        if (!repository.Admits(context.Request.Headers.Authorization))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        switch (repository.Fault)
        {
            case GitServerFault.InternalError:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case GitServerFault.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case GitServerFault.Break:
                context.Response.Headers.ContentLength = 1000;
                await context.Response.StartAsync(stop.Token).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(stop.Token).ConfigureAwait(false);
                context.Abort();
                return;
            case GitServerFault.NoObjects when await AsksForObjectsAsync(context.Request, stop.Token).ConfigureAwait(false):
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            default:
                await HttpBackend.RunAsync(context, Path, path, repository.GitEnvironment(), stop.Token).ConfigureAwait(false);
                return;
        }
    }

    /// <summary>Requests of protocol version 2 begin with their command.</summary>
    private static async Task<bool> AsksForObjectsAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        var start = new byte[32];
        var length = await request.Body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        request.Body.Position = 0;
        return Encoding.ASCII.GetString(start, 0, length).Contains("command=fetch", StringComparison.Ordinal);
    }
}
