using System.Net;
using System.Net.Http.Headers;

namespace GitOpsToolkit.Oci;

public sealed partial class OciClient
{
    /// <summary>Pushes a blob, unless the repository has it already.</summary>
    /// <param name="repository">Where to.</param>
    /// <param name="descriptor">Digest and size of the content.</param>
    /// <param name="content">The content; must be seekable, as a part may have to be sent again.</param>
    /// <param name="ct">Stops the push.</param>
    /// <exception cref="OciException">The registry refused it or failed.</exception>
    public async Task PushBlobAsync(OciReference repository, OciDescriptor descriptor, Stream content, CancellationToken ct)
    {
        var session = Session(repository);
        using (var known = await session.SendAsync(HttpMethod.Head, $"blobs/{descriptor.Digest}", null, push: true, ct, HttpStatusCode.NotFound).ConfigureAwait(false))
        {
            if (known.IsSuccessStatusCode)
            {
                return;
            }
        }

        string location;
        using (var started = await session.SendAsync(HttpMethod.Post, "blobs/uploads/", static r => r.Content = new ByteArrayContent([]), push: true, ct).ConfigureAwait(false))
        {
            location = LocationOf(started, repository);
        }

        if (_options.ChunkBytes is { } chunk && descriptor.Size > chunk)
        {
            location = await PushChunksAsync(session, repository, location, content, descriptor.Size, chunk, ct).ConfigureAwait(false);
            using var closed = await session.SendAsync(HttpMethod.Put, WithDigest(location, descriptor.Digest), static r => r.Content = new ByteArrayContent([]), push: true, ct).ConfigureAwait(false);
            return;
        }

        using var done = await session.SendAsync(
            HttpMethod.Put,
            WithDigest(location, descriptor.Digest),
            request => request.Content = Part(content, 0, descriptor.Size),
            push: true,
            ct).ConfigureAwait(false);
    }

    /// <summary>Pushes a manifest under a tag or its digest.</summary>
    /// <returns>What was pushed.</returns>
    /// <exception cref="OciException">The registry refused it or failed.</exception>
    public async Task<OciDescriptor> PushManifestAsync(OciReference reference, ReadOnlyMemory<byte> manifest, string mediaType, CancellationToken ct)
    {
        var digest = OciDigest.Of(manifest.Span);
        if (reference.Digest is { } wanted && wanted != digest)
        {
            throw new OciException(OciError.DigestMismatch, $"the manifest has the digest {digest}, not {wanted}");
        }

        using var answer = await Session(reference).SendAsync(
            HttpMethod.Put,
            $"manifests/{reference.Version}",
            request =>
            {
                request.Content = new ReadOnlyMemoryContent(manifest);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            },
            push: true,
            ct).ConfigureAwait(false);
        return new OciDescriptor { MediaType = mediaType, Digest = digest, Size = manifest.Length };
    }

    /// <summary>Gives a manifest one more tag.</summary>
    /// <exception cref="OciException">There is no such manifest, or the registry refused the tag.</exception>
    public async Task<OciDescriptor> TagAsync(OciReference reference, string tag, CancellationToken ct)
    {
        var found = await GetManifestAsync(reference, ct).ConfigureAwait(false);
        return await PushManifestAsync(reference.WithTagOnly(tag), found.Bytes, found.Descriptor.MediaType, ct).ConfigureAwait(false);
    }

    private static async Task<string> PushChunksAsync(
        RegistrySession session, OciReference repository, string location, Stream content, long size, int chunk, CancellationToken ct)
    {
        for (long at = 0; at < size; at += chunk)
        {
            var (start, length) = (at, Math.Min(chunk, size - at));
            using var answer = await session.SendAsync(
                HttpMethod.Patch,
                location,
                request =>
                {
                    request.Content = Part(content, start, length);
                    request.Content.Headers.TryAddWithoutValidation("Content-Range", $"{start}-{start + length - 1}");
                },
                push: true,
                ct).ConfigureAwait(false);
            location = LocationOf(answer, repository);
        }

        return location;
    }

    private static StreamContent Part(Stream content, long start, long length)
    {
        var part = new StreamContent(new StreamSlice(content, start, length));
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        part.Headers.ContentLength = length;
        return part;
    }

    private static string LocationOf(HttpResponseMessage answer, OciReference repository) =>
        answer.Headers.Location is { } location
            ? new Uri(answer.RequestMessage!.RequestUri!, location).AbsoluteUri
            : throw new OciException(OciError.Refused, $"registry {repository.Registry} accepted an upload but named no address for it");

    private static string WithDigest(string location, string digest) =>
        $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest)}";
}
