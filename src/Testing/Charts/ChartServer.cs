using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Yaml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Testing.Charts;

/// <summary>
/// A Helm repository on the loopback interface: charts are packaged from code and listed in an index. It may ask for credentials, and
/// any file can be replaced.
/// </summary>
public sealed class ChartServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, string Authorization)> _requests = new();
    private readonly JsonObject _entries = [];
    private readonly WebApplication _application;

    private ChartServer(WebApplication application) => _application = application;

    /// <summary>Address of the repository without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Credentials that are asked for, <c>user:password</c>; null for none.</summary>
    public string? Credentials { get; set; }

    /// <summary>Path with query and the authorization header of every request so far.</summary>
    public IReadOnlyList<(string Path, string Authorization)> Requests => [.. _requests];

    /// <summary>Starts a server with an empty index.</summary>
    public static async Task<ChartServer> StartAsync(CancellationToken ct = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var web = builder.Build();
        var server = new ChartServer(web);
        web.Run(server.HandleAsync);
        await web.StartAsync(ct).ConfigureAwait(false);
        server.Url = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.WriteIndex();
        return server;
    }

    /// <summary>Packages a chart.</summary>
    /// <param name="name">Name of the chart, the folder in the package.</param>
    /// <param name="files">Its files by path.</param>
    public static byte[] Package(string name, IEnumerable<KeyValuePair<string, string>> files)
    {
        var package = new MemoryStream();
        using (var gzip = new GZipStream(package, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (path, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{name}/{path}")
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
            }
        }

        return package.ToArray();
    }

    /// <summary>Packages a chart and lists it. <c>Chart.yaml</c> is made when it is not among the files.</summary>
    /// <param name="name">Name of the chart.</param>
    /// <param name="version">Its version.</param>
    /// <param name="files">Its files by path.</param>
    /// <param name="url">Address in the index; null for the file beside it.</param>
    /// <param name="created">When it was added, RFC 3339.</param>
    public void Publish(string name, string version, IReadOnlyDictionary<string, string>? files = null, string? url = null, string created = "2024-01-01T00:00:00Z")
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["Chart.yaml"] = $"apiVersion: v2\nname: {name}\nversion: {version}\n" };
        foreach (var (path, content) in files ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            all[path] = content;
        }

        var package = Package(name, all);
        var file = $"{name}-{version}.tgz";
        Put(file, package);
        var versions = _entries[name] as JsonArray ?? [];
        versions.Insert(0, new JsonObject
        {
            ["apiVersion"] = "v2",
            ["name"] = name,
            ["version"] = version,
            ["urls"] = new JsonArray(url ?? file),
            ["created"] = created,
            ["digest"] = Convert.ToHexStringLower(SHA256.HashData(package)),
        });
        _entries[name] = versions;
        WriteIndex();
    }

    /// <summary>Serves a file, instead of the one that is there if any.</summary>
    public void Put(string path, byte[] content) => _files["/" + path] = content;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private void WriteIndex() =>
        Put("index.yaml", Encoding.UTF8.GetBytes(YamlWriter.Write(new JsonObject { ["apiVersion"] = "v1", ["entries"] = _entries.DeepClone(), ["generated"] = "2024-01-01T00:00:00Z" })));

    private async Task HandleAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        _requests.Enqueue((context.Request.Path + context.Request.QueryString, authorization));
        if (Credentials is { } expected && authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(expected)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!_files.TryGetValue(context.Request.Path.Value ?? "", out var content))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content).ConfigureAwait(false);
    }
}
