using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.Registry;

/// <summary>Answers one request to a repository.</summary>
internal sealed class RegistryAnswers(
    HttpContext context,
    string name,
    RegistryContent content,
    Func<string, RegistryContent?> find,
    RegistryServerOptions options,
    RegistryFault fault,
    string? blobRedirect)
{
    private HttpResponse Response => context.Response;

    public static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code, message } } }).ConfigureAwait(false);
    }

    public Task AnswerAsync(string part, string rest) => (part, context.Request.Method) switch
    {
        ("/manifests/", "GET" or "HEAD") => GetManifestAsync(rest),
        ("/manifests/", "PUT") => PutManifestAsync(rest),
        ("/blobs/", "GET" or "HEAD") => GetBlobAsync(rest),
        ("/blobs/uploads/", "POST") => StartUploadAsync(),
        ("/blobs/uploads/", "PATCH") => ContinueUploadAsync(rest),
        ("/blobs/uploads/", "PUT") => FinishUploadAsync(rest),
        ("/tags/list", "GET") => ListTagsAsync(),
        ("/referrers/", "GET") when options.HasReferrers => WriteAsync(content.ReferrersOf(rest), "application/vnd.oci.image.index.v1+json"),
        _ => ErrorAsync(context, 404, "UNSUPPORTED", "the operation is unsupported"),
    };

    private async Task GetManifestAsync(string version)
    {
        if (content.Find(version) is not { } manifest)
        {
            await ErrorAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown").ConfigureAwait(false);
            return;
        }

        Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        await WriteAsync(fault == RegistryFault.CorruptManifests ? Corrupt(manifest.Bytes) : manifest.Bytes, manifest.MediaType).ConfigureAwait(false);
    }

    private async Task PutManifestAsync(string version)
    {
        var bytes = await ReadBodyAsync().ConfigureAwait(false);
        var digest = content.Put(version, bytes, context.Request.ContentType ?? "application/vnd.oci.image.manifest.v1+json");
        Response.StatusCode = StatusCodes.Status201Created;
        Response.Headers.Location = $"/v2/{name}/manifests/{digest}";
        Response.Headers["Docker-Content-Digest"] = digest;
    }

    private async Task GetBlobAsync(string digest)
    {
        if (!content.Blobs.TryGetValue(digest, out var bytes))
        {
            await ErrorAsync(context, 404, "BLOB_UNKNOWN", "blob unknown to registry").ConfigureAwait(false);
            return;
        }

        if (blobRedirect is not null && context.Request.Method == "GET")
        {
            Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            Response.Headers.Location = blobRedirect + digest;
            return;
        }

        switch (fault)
        {
            case RegistryFault.TruncatedBlobs:
                Response.ContentLength = bytes.Length;
                await Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2)).ConfigureAwait(false);
                await Response.Body.FlushAsync().ConfigureAwait(false);
                context.Abort();
                return;
            case RegistryFault.CorruptBlobs:
                bytes = Corrupt(bytes);
                break;
            case RegistryFault.EndlessBlobs:
                bytes = [.. bytes, .. new byte[1024]];
                break;
            default:
                break;
        }

        Response.Headers["Docker-Content-Digest"] = digest;
        await WriteAsync(bytes, "application/octet-stream").ConfigureAwait(false);
    }

    private Task StartUploadAsync()
    {
        var query = context.Request.Query;
        if (query["mount"].ToString() is { Length: > 0 } digest && find(query["from"].ToString())?.Blobs.TryGetValue(digest, out var bytes) == true)
        {
            content.Blobs[digest] = bytes;
            Response.StatusCode = StatusCodes.Status201Created;
            Response.Headers.Location = $"/v2/{name}/blobs/{digest}";
            return Task.CompletedTask;
        }

        var id = Guid.NewGuid().ToString("N");
        content.Uploads[id] = new MemoryStream();
        return Accepted(id, 0);
    }

    private async Task ContinueUploadAsync(string id)
    {
        if (!content.Uploads.TryGetValue(id, out var upload))
        {
            await ErrorAsync(context, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry").ConfigureAwait(false);
            return;
        }

        var range = context.Request.Headers.ContentRange.ToString();
        if (range.Length > 0 && !range.StartsWith($"{upload.Length}-", StringComparison.Ordinal))
        {
            Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        await context.Request.Body.CopyToAsync(upload).ConfigureAwait(false);
        await Accepted(id, upload.Length).ConfigureAwait(false);
    }

    private async Task FinishUploadAsync(string id)
    {
        if (!content.Uploads.TryRemove(id, out var upload))
        {
            await ErrorAsync(context, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry").ConfigureAwait(false);
            return;
        }

        await context.Request.Body.CopyToAsync(upload).ConfigureAwait(false);
        var bytes = upload.ToArray();
        var digest = RegistryContent.DigestOf(bytes);
        if (context.Request.Query["digest"] != digest)
        {
            await ErrorAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content").ConfigureAwait(false);
            return;
        }

        content.Blobs[digest] = bytes;
        Response.StatusCode = StatusCodes.Status201Created;
        Response.Headers.Location = $"/v2/{name}/blobs/{digest}";
    }

    private Task Accepted(string id, long received)
    {
        Response.StatusCode = StatusCodes.Status202Accepted;
        Response.Headers.Location = $"/v2/{name}/blobs/uploads/{id}?_state=secret";
        Response.Headers.Range = $"0-{Math.Max(0, received - 1)}";
        return Task.CompletedTask;
    }

    private async Task ListTagsAsync()
    {
        var last = context.Request.Query["last"].ToString();
        var wanted = int.TryParse(context.Request.Query["n"], out var n) ? Math.Min(n, options.TagsPerPage) : options.TagsPerPage;
        var rest = content.Tags.Keys.Order(StringComparer.Ordinal).Where(t => string.CompareOrdinal(t, last) > 0).ToList();
        var page = rest.Take(wanted).ToList();
        if (fault == RegistryFault.EndlessTags)
        {
            Response.Headers.Link = $"<{context.Request.Path}{context.Request.QueryString}>; rel=\"next\"";
        }
        else if (rest.Count > page.Count)
        {
            Response.Headers.Link = $"</v2/{name}/tags/list?n={wanted}&last={Uri.EscapeDataString(page[^1])}>; rel=\"next\"";
        }

        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { name, tags = page }), "application/json").ConfigureAwait(false);
    }

    private async Task WriteAsync(byte[] bytes, string mediaType)
    {
        Response.ContentType = mediaType;
        Response.ContentLength = bytes.Length;
        if (context.Request.Method != "HEAD")
        {
            await Response.Body.WriteAsync(bytes).ConfigureAwait(false);
        }
    }

    private async Task<byte[]> ReadBodyAsync()
    {
        var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }

    private static byte[] Corrupt(byte[] bytes)
    {
        var copy = (byte[])bytes.Clone();
        copy[copy.Length / 2] ^= 1;
        return copy;
    }
}
