using System.Text;

namespace GitOpsToolkit.Git.Internal;

/// <summary>The refs of a remote and where they were found.</summary>
/// <param name="Refs">The refs that were asked for.</param>
/// <param name="Url">Address without user information, after redirects.</param>
/// <param name="Trusted">False when a redirect left the host, so credentials must not follow.</param>
/// <param name="AnyCommit">True when the server gives out any commit by its hash.</param>
internal sealed record RefAdvertisement(IReadOnlyList<RemoteRef> Refs, string Url, bool Trusted, bool AnyCommit)
{
    internal const string Query = "?service=git-upload-pack";

    private const string Suffix = "/info/refs";
    private const string PeeledSuffix = "^{}";
    private const string NoHash = "0000000000000000000000000000000000000000";
    private const string RequestType = "application/x-git-upload-pack-request";

    /// <summary>
    /// Asks an HTTP server for its refs in-process: two small requests on a pooled connection, where <c>git ls-remote</c> would start
    /// two processes and a new connection for every look at every repository.
    /// </summary>
    public static async Task<RefAdvertisement> GetAsync(
        HttpTransport transport, RemoteAddress address, IReadOnlyList<string> prefixes, int maxRefs, CancellationToken ct)
    {
        var (response, from, trusted) = await transport.GetAsync(new Uri(address.Url.TrimEnd('/') + Suffix + Query), ct).ConfigureAwait(false);
        using (response)
        {
            var url = BaseOf(from) ?? throw new GitException(
                GitError.RepositoryNotFound, $"the server redirects to {RemoteAddress.Redact(from.GetLeftPart(UriPartial.Path))}, which is not a repository");
            var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var lines = new PktLineReader(body);
                var first = await lines.ReadAsync(ct).ConfigureAwait(false);
                if (first?.StartsWith("# service=", StringComparison.Ordinal) == true)
                {
                    await lines.ReadAsync(ct).ConfigureAwait(false);
                    first = await lines.ReadAsync(ct).ConfigureAwait(false);
                }

                if (first == "version 2")
                {
                    var refs = await ListAsync(transport, url, trusted, prefixes, maxRefs, ct).ConfigureAwait(false);
                    return new RefAdvertisement(refs, url, trusted, AnyCommit: true);
                }

                var advertised = await ReadAdvertisedAsync(lines, first, prefixes, maxRefs, ct).ConfigureAwait(false);
                return new RefAdvertisement(advertised, url, trusted, AnyCommit: false);
            }
        }
    }

    /// <summary>True when a ref was asked for.</summary>
    public static bool Matches(string name, IReadOnlyList<string> prefixes) =>
        prefixes.Count == 0 || prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal));

    private static string? BaseOf(Uri from)
    {
        var path = from.GetLeftPart(UriPartial.Path);
        return path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] : null;
    }

    /// <summary>Protocol version 2: the server sends only the refs asked for, with peeled tags on the same line.</summary>
    private static async Task<List<RemoteRef>> ListAsync(
        HttpTransport transport, string url, bool trusted, IReadOnlyList<string> prefixes, int maxRefs, CancellationToken ct)
    {
        using var request = new MemoryStream();
        request.Write(PktLineReader.Encode("command=ls-refs\n"));
        request.Write("0001"u8);
        request.Write(PktLineReader.Encode("peel\n"));
        foreach (var prefix in prefixes)
        {
            request.Write(PktLineReader.Encode($"ref-prefix {prefix}\n"));
        }

        request.Write("0000"u8);
        using var response = await transport.PostAsync(new Uri(url + "/git-upload-pack"), request.ToArray(), RequestType, trusted, ct).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var lines = new PktLineReader(body);
            var refs = new List<RemoteRef>();
            while (await lines.ReadAsync(ct).ConfigureAwait(false) is { } line)
            {
                var parts = line.Split(' ');
                if (parts.Length < 2 || !IsHash(parts[0]))
                {
                    continue; // "unborn HEAD …"
                }

                var peeled = Array.Find(parts, p => p.StartsWith("peeled:", StringComparison.Ordinal))?["peeled:".Length..];
                Add(refs, new RemoteRef(parts[1], parts[0], peeled), prefixes, maxRefs);
            }

            return refs;
        }
    }

    /// <summary>Older servers list everything at once; the peeled commit of a tag follows as a ref of its own with a suffix.</summary>
    private static async Task<List<RemoteRef>> ReadAdvertisedAsync(
        PktLineReader lines, string? first, IReadOnlyList<string> prefixes, int maxRefs, CancellationToken ct)
    {
        var refs = new List<RemoteRef>();
        for (var line = first; line is not null; line = await lines.ReadAsync(ct).ConfigureAwait(false))
        {
            var nul = line.IndexOf('\0', StringComparison.Ordinal);
            var parts = (nul < 0 ? line : line[..nul]).Split(' ', 2);
            if (parts.Length != 2 || !IsHash(parts[0]) || parts[0] == NoHash)
            {
                continue; // "version 1", "shallow …", or the placeholder of an empty repository
            }

            if (!parts[1].EndsWith(PeeledSuffix, StringComparison.Ordinal))
            {
                Add(refs, new RemoteRef(parts[1], parts[0]), prefixes, maxRefs);
            }
            else if (refs.Count > 0 && refs[^1].Name == parts[1][..^PeeledSuffix.Length])
            {
                refs[^1] = refs[^1] with { Peeled = parts[0] };
            }
        }

        return refs;
    }

    /// <summary>Reads the output of <c>git ls-remote</c>.</summary>
    public static List<RemoteRef> ReadListing(byte[] output, IReadOnlyList<string> prefixes, int maxRefs)
    {
        var refs = new List<RemoteRef>();
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('\t', 2);
            if (parts.Length != 2)
            {
                continue;
            }

            if (!parts[1].EndsWith(PeeledSuffix, StringComparison.Ordinal))
            {
                Add(refs, new RemoteRef(parts[1], parts[0]), prefixes, maxRefs);
            }
            else if (refs.Count > 0 && refs[^1].Name == parts[1][..^PeeledSuffix.Length])
            {
                refs[^1] = refs[^1] with { Peeled = parts[0] };
            }
        }

        return refs;
    }

    internal static bool IsHash(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    private static void Add(List<RemoteRef> refs, RemoteRef found, IReadOnlyList<string> prefixes, int maxRefs)
    {
        if (!Matches(found.Name, prefixes))
        {
            return;
        }

        if (refs.Count == maxRefs)
        {
            throw new GitException(GitError.TooLarge, $"the remote has more than {maxRefs} refs");
        }

        refs.Add(found);
    }
}
