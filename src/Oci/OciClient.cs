using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace GitOpsToolkit.Oci;

/// <summary>Reads from registries of the OCI distribution specification, and pushes to them.</summary>
/// <remarks>
/// Thread-safe. Every manifest and blob is checked against its digest. Credentials go to the registry, and to a token service only when it
/// is under the same control; never along a redirect.
/// </remarks>
public sealed partial class OciClient : IDisposable
{
    private const int MaxManifest = 4 << 20;
    private const int MaxTagPage = 4 << 20;
    private const int MaxTags = 1_000_000;
    private const int TagsPerPage = 1000;

    private static readonly OciPlatform DefaultPlatform = new("linux", "amd64");

    private readonly OciClientOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, RegistrySession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Makes a client.</summary>
    /// <exception cref="FormatException">A certificate, key or proxy of the options cannot be read.</exception>
    public OciClient(OciClientOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new OciClientOptions();
        _time = time ?? TimeProvider.System;
        var (handler, isOwned) = RegistryHandlers.For(_options);
        _http = new HttpMessageInvoker(handler, isOwned);
    }

    /// <summary>Finds which manifest a reference stands for, without reading it where the registry allows that.</summary>
    /// <exception cref="OciException">There is none, or the registry failed.</exception>
    public async Task<OciDescriptor> ResolveAsync(OciReference reference, CancellationToken ct)
    {
        using var answer = await Session(reference).SendAsync(
            HttpMethod.Head, $"manifests/{reference.Version}", AcceptManifests, push: false, ct, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed).ConfigureAwait(false);
        return answer.IsSuccessStatusCode && DescriptorOf(answer, reference) is { } descriptor
            ? descriptor
            : (await GetManifestAsync(reference, ct).ConfigureAwait(false)).Descriptor;
    }

    /// <summary>Reads a manifest or an index as it is.</summary>
    /// <exception cref="OciException">There is none, its digest is wrong, it is too large, or the registry failed.</exception>
    public async Task<OciManifestContent> GetManifestAsync(OciReference reference, CancellationToken ct)
    {
        using var answer = await Session(reference).SendAsync(HttpMethod.Get, $"manifests/{reference.Version}", AcceptManifests, push: false, ct).ConfigureAwait(false);
        var bytes = await ReadAsync(answer, MaxManifest, ct).ConfigureAwait(false);
        var expected = reference.Digest ?? HeaderDigest(answer) ?? OciDigest.Of(bytes);
        if (!OciDigest.Matches(expected, bytes))
        {
            throw new OciException(OciError.DigestMismatch, $"manifest {reference} does not have the digest {expected}");
        }

        var manifest = OciManifest.Parse(bytes);
        var mediaType = manifest.MediaType ?? answer.Content.Headers.ContentType?.MediaType ?? OciMediaTypes.Manifest;
        return new OciManifestContent(new OciDescriptor { MediaType = mediaType, Digest = expected, Size = bytes.Length }, bytes, manifest);
    }

    /// <summary>Reads the manifest of an image; of an index, the one for linux/amd64.</summary>
    /// <exception cref="OciException">There is none, or the registry failed.</exception>
    public async Task<OciManifestContent> GetImageManifestAsync(OciReference reference, CancellationToken ct)
    {
        var found = await GetManifestAsync(reference, ct).ConfigureAwait(false);
        if (found.Manifest.Manifests is not { } manifests)
        {
            return found;
        }

        var chosen = manifests.FirstOrDefault(static m => m.Platform == DefaultPlatform)
            ?? throw new OciException(OciError.NotFound, $"no child with platform linux/amd64 in index {reference}");
        var image = await GetManifestAsync(reference.WithDigest(chosen.Digest), ct).ConfigureAwait(false);
        return image.Manifest.Manifests is null
            ? image
            : throw new OciException(OciError.InvalidManifest, $"index {reference} holds another index where a manifest is wanted");
    }

    /// <summary>Opens a blob. Reading it to its end checks size and digest; an error there is an <see cref="OciException"/>.</summary>
    /// <exception cref="OciException">There is none, it is declared larger than allowed, or the registry failed.</exception>
    public async Task<Stream> OpenBlobAsync(OciReference repository, OciDescriptor descriptor, CancellationToken ct)
    {
        if (!OciDigest.IsValid(descriptor.Digest))
        {
            throw new OciException(OciError.InvalidManifest, $"'{descriptor.Digest}' is not a digest");
        }

        if (_options.MaxBlobBytes > 0 && descriptor.Size > _options.MaxBlobBytes)
        {
            throw new OciException(OciError.TooLarge, $"blob {descriptor.Digest} has {descriptor.Size} bytes, more than the allowed {_options.MaxBlobBytes}");
        }

        var answer = await Session(repository).SendAsync(HttpMethod.Get, $"blobs/{descriptor.Digest}", null, push: false, ct).ConfigureAwait(false);
        try
        {
            return new VerifyingStream(await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), answer, descriptor);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Reads a small blob whole, checked.</summary>
    /// <exception cref="OciException">It is larger than the limit, its digest is wrong, or the registry failed.</exception>
    public async Task<byte[]> ReadBlobAsync(OciReference repository, OciDescriptor descriptor, int limit, CancellationToken ct)
    {
        if (descriptor.Size > limit)
        {
            throw new OciException(OciError.TooLarge, $"blob {descriptor.Digest} has {descriptor.Size} bytes, more than the allowed {limit}");
        }

        var blob = await OpenBlobAsync(repository, descriptor, ct).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            var bytes = new MemoryStream();
            await CopyAsync(blob, bytes, ct).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    /// <summary>Names of all tags of a repository, in the registry's order.</summary>
    /// <exception cref="OciException">The repository does not exist, or the registry failed.</exception>
    public async Task<IReadOnlyList<string>> ListTagsAsync(OciReference repository, CancellationToken ct)
    {
        var session = Session(repository);
        var tags = new List<string>();
        var path = $"tags/list?n={TagsPerPage}";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Add(path))
        {
            using var answer = await session.SendAsync(HttpMethod.Get, path, null, push: false, ct).ConfigureAwait(false);
            var page = await ReadAsync(answer, MaxTagPage, ct).ConfigureAwait(false);
            tags.AddRange(Tags(page, repository));
            if (tags.Count > MaxTags)
            {
                throw new OciException(OciError.TooLarge, $"repository {repository.Name} has more than {MaxTags} tags");
            }

            if (NextPage(answer) is not { } next)
            {
                return tags;
            }

            path = next;
        }

        throw new OciException(OciError.Unavailable, $"the tags of {repository.Name} never end: the registry repeats a page");
    }

    /// <summary>Manifests that refer to one, by the referrers interface or, where the registry has none, its fallback tag.</summary>
    /// <exception cref="OciException">The registry failed.</exception>
    public async Task<IReadOnlyList<OciDescriptor>> ListReferrersAsync(OciReference subject, CancellationToken ct)
    {
        var digest = subject.Digest ?? throw new ArgumentException("the subject must be given by digest", nameof(subject));
        using var answer = await Session(subject).SendAsync(
            HttpMethod.Get, $"referrers/{digest}", static r => r.Headers.TryAddWithoutValidation("Accept", OciMediaTypes.Index), push: false, ct,
            HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == OciMediaTypes.Index)
        {
            return OciManifest.Parse(await ReadAsync(answer, MaxManifest, ct).ConfigureAwait(false)).Manifests ?? [];
        }

        try
        {
            var fallback = await GetManifestAsync(subject.WithDigest(digest).WithTagOnly(digest.Replace(':', '-')), ct).ConfigureAwait(false);
            return fallback.Manifest.Manifests ?? [];
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _http.Dispose();
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken ct)
    {
        try
        {
            await from.CopyToAsync(to, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OciException(OciError.Unavailable, $"the connection broke while a blob was read: {e.Message}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, int limit, CancellationToken ct)
    {
        try
        {
            return await BoundedContent.ReadAsync(answer.Content, limit, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OciException(OciError.Unavailable, $"the connection broke while {answer.RequestMessage?.RequestUri} was read: {e.Message}", e);
        }
    }

    private static List<string> Tags(byte[] page, OciReference repository)
    {
        try
        {
            return JsonSerializer.Deserialize(page, OciJson.Default.TagList)?.Tags ?? [];
        }
        catch (JsonException e)
        {
            throw new OciException(OciError.Unavailable, $"the tags of {repository.Name} are not JSON of the distribution specification", e);
        }
    }

    private static string? NextPage(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        var link = links.FirstOrDefault(static l => l.Contains("rel=\"next\"", StringComparison.Ordinal) || l.Contains("rel=next", StringComparison.Ordinal));
        var (start, end) = (link?.IndexOf('<', StringComparison.Ordinal) ?? -1, link?.IndexOf('>', StringComparison.Ordinal) ?? -1);
        return start >= 0 && end > start ? link![(start + 1)..end] : null;
    }

    private RegistrySession Session(OciReference reference) =>
        _sessions.GetOrAdd(reference.Name, _ => new RegistrySession(reference, _options, _http, _time));

    private static void AcceptManifests(HttpRequestMessage request)
    {
        foreach (var mediaType in OciMediaTypes.Manifests)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        }
    }

    /// <summary>What the headers say; null when they do not say enough.</summary>
    private static OciDescriptor? DescriptorOf(HttpResponseMessage answer, OciReference reference)
    {
        var digest = HeaderDigest(answer) ?? reference.Digest;
        return digest is not null && (reference.Digest is null || reference.Digest == digest)
            ? new OciDescriptor
            {
                MediaType = answer.Content.Headers.ContentType?.MediaType ?? OciMediaTypes.Manifest,
                Digest = digest,
                Size = answer.Content.Headers.ContentLength ?? 0,
            }
            : null;
    }

    private static string? HeaderDigest(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Docker-Content-Digest", out var values) && values.FirstOrDefault() is { } digest && OciDigest.IsValid(digest) ? digest : null;
}
