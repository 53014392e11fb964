using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsToolkit.Testing.Buckets;

/// <summary>
/// An object store on the loopback interface that speaks the part of the S3 API that reading needs: buckets, listings by the page,
/// objects. It looks at the key that signed a request, not at the signature.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, string Authorization)> _requests = new();
    private readonly WebApplication _application;

    private S3Server(WebApplication application) => _application = application;

    /// <summary>Host and port.</summary>
    public string Host { get; private set; } = "";

    /// <summary>Name of the one bucket.</summary>
    public string Bucket { get; set; } = "files";

    /// <summary>Access key that is let in; null lets in everybody.</summary>
    public string? AccessKey { get; set; }

    /// <summary>Most objects in one answer.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>Key of an object that is listed but gone when it is asked for; null for none.</summary>
    public string? Vanishing { get; set; }

    /// <summary>Path with query and the authorization header of every request so far.</summary>
    public IReadOnlyList<(string Path, string Authorization)> Requests => [.. _requests];

    /// <summary>Starts a server with an empty bucket.</summary>
    public static async Task<S3Server> StartAsync(CancellationToken ct = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var web = builder.Build();
        var server = new S3Server(web);
        web.Run(server.HandleAsync);
        await web.StartAsync(ct).ConfigureAwait(false);
        var url = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Host = url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..];
        return server;
    }

    /// <summary>Stores an object.</summary>
    public void Put(string key, string content) => _objects[key] = Encoding.UTF8.GetBytes(content);

    /// <summary>Removes an object.</summary>
    public void Delete(string key) => _objects.TryRemove(key, out _);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var authorization = request.Headers.Authorization.ToString();
        _requests.Enqueue((request.Path + request.QueryString, authorization));
        if (AccessKey is { } key && !authorization.StartsWith($"AWS4-HMAC-SHA256 Credential={key}/", StringComparison.Ordinal))
        {
            await ErrorAsync(context, 403, "AccessDenied", "Access Denied").ConfigureAwait(false);
            return;
        }

        // Kestrel resolves ".." in the path, so the key is taken from the request line.
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var path = Uri.UnescapeDataString(raw.Split('?')[0]).TrimStart('/');
        if (path != Bucket && !path.StartsWith(Bucket + "/", StringComparison.Ordinal))
        {
            await ErrorAsync(context, 404, "NoSuchBucket", "The specified bucket does not exist").ConfigureAwait(false);
            return;
        }

        var rest = path.Length > Bucket.Length + 1 ? path[(Bucket.Length + 1)..] : "";
        await (rest.Length > 0 ? ObjectAsync(context, rest) : HttpMethods.IsHead(request.Method) ? Task.CompletedTask : ListAsync(context)).ConfigureAwait(false);
    }

    private async Task ObjectAsync(HttpContext context, string key)
    {
        if (key == Vanishing || !_objects.TryGetValue(key, out var content))
        {
            await ErrorAsync(context, 404, "NoSuchKey", "The specified key does not exist.").ConfigureAwait(false);
            return;
        }

        context.Response.Headers.ETag = $"\"{TagOf(content)}\"";
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content).ConfigureAwait(false);
    }

    private Task ListAsync(HttpContext context)
    {
        var (prefix, after) = (context.Request.Query["prefix"].ToString(), context.Request.Query["continuation-token"].ToString());
        var rest = _objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0).OrderBy(static o => o.Key, StringComparer.Ordinal).ToList();
        var page = rest.Take(PageSize).ToList();
        var answer = new XElement(
            "ListBucketResult",
            new XElement("IsTruncated", rest.Count > page.Count ? "true" : "false"),
            page.Select(static o => new XElement("Contents", new XElement("Key", Uri.EscapeDataString(o.Key)), new XElement("ETag", $"\"{TagOf(o.Value)}\""), new XElement("Size", o.Value.Length))));
        if (rest.Count > page.Count)
        {
            answer.Add(new XElement("NextContinuationToken", page[^1].Key));
        }

        return WriteAsync(context, answer);
    }

    private static Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : WriteAsync(context, new XElement("Error", new XElement("Code", code), new XElement("Message", message)));
    }

    private static Task WriteAsync(HttpContext context, XElement answer)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(answer.ToString(SaveOptions.DisableFormatting));
    }

#pragma warning disable CA5351 // entity tags of S3 are MD5; nothing is secured by them
    private static string TagOf(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
}
