using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace GitOpsToolkit.Oci;

/// <summary>A repository in a registry, or one version in it: <c>host[:port]/path[:tag][@algorithm:hex]</c>.</summary>
/// <remarks>
/// Grammar of docker's <c>distribution/reference</c>. A first segment without dot or colon that is not <c>localhost</c> belongs to the
/// path, and the registry is Docker Hub; there a single segment is below <c>library/</c>.
/// </remarks>
public sealed record OciReference
{
    /// <summary>The tag of references that name neither tag nor digest.</summary>
    public const string DefaultTag = "latest";

    /// <summary>Host of Docker Hub, as references are written out.</summary>
    public const string DockerHub = "index.docker.io";

    private const int MaxRepositoryLength = 255;
    private const int MaxTagLength = 128;
    private const string RepositoryCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-./";
    private const string TagCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly SearchValues<char> InRepository = SearchValues.Create(RepositoryCharacters);
    private static readonly SearchValues<char> NotInRegistry = SearchValues.Create("\\@?#% ");
    private static readonly SearchValues<char> InTag = SearchValues.Create(TagCharacters);

    private OciReference(string registry, string repository)
    {
        Registry = registry;
        Repository = repository;
    }

    /// <summary>Host and optional port of the registry.</summary>
    public string Registry { get; }

    /// <summary>Path of the repository in the registry.</summary>
    public string Repository { get; }

    /// <summary>Tag; null when there is none.</summary>
    public string? Tag { get; private init; }

    /// <summary>Digest of a manifest, <c>algorithm:hex</c>; null when there is none.</summary>
    public string? Digest { get; private init; }

    /// <summary>Registry and repository, without tag and digest.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>What the registry is asked for: the digest, else the tag, else <see cref="DefaultTag"/>.</summary>
    public string Version => Digest ?? Tag ?? DefaultTag;

    /// <summary>True when the registry is on this machine or in a private network, where plain HTTP is common.</summary>
    public bool IsLocalRegistry => IsLocal(HostOf(Registry));

    /// <summary>Reads a reference with optional tag and digest; a leading <c>oci://</c> is allowed.</summary>
    /// <exception cref="FormatException">The text is not a reference.</exception>
    public static OciReference Parse(string text)
    {
        var rest = WithoutScheme(text);
        string? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!OciDigest.IsValid(digest))
            {
                throw new FormatException($"'{digest}' is not a digest; write sha256: and 64 hexadecimal digits");
            }
        }

        string? tag = null;
        var colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
        }

        var reference = ParseRepository(rest);
        return tag is null ? reference with { Digest = digest } : (reference with { Digest = digest }).WithTag(tag);
    }

    /// <summary>Reads a repository; a tag or digest in the text is an error. A leading <c>oci://</c> is allowed.</summary>
    /// <exception cref="FormatException">The text is not a repository.</exception>
    public static OciReference ParseRepository(string text)
    {
        var rest = WithoutScheme(text);
        var (registry, repository) = Split(rest);
        if (repository.Length is 0 or > MaxRepositoryLength)
        {
            throw new FormatException($"repository must be between 2 and 255 characters in length: {repository}");
        }

        if (repository.AsSpan().ContainsAnyExcept(InRepository))
        {
            throw new FormatException($"repository can only contain the characters `{RepositoryCharacters}`: {repository}");
        }

        if (Array.Exists(repository.Split('/'), s => s.Length == 0 || !char.IsAsciiLetterOrDigit(s[0]) || !char.IsAsciiLetterOrDigit(s[^1])))
        {
            throw new FormatException($"every part of a repository begins and ends with a letter or digit: {repository}");
        }

        CheckRegistry(registry);
        return new OciReference(registry, repository);
    }

    /// <summary>Reads a reference; false when the text is not one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OciReference? reference)
    {
        try
        {
            reference = text is null ? null : Parse(text);
        }
        catch (FormatException)
        {
            reference = null;
        }

        return reference is not null;
    }

    /// <summary>The same repository at a tag.</summary>
    /// <exception cref="FormatException">The text is not a tag.</exception>
    public OciReference WithTag(string tag) =>
        tag.Length is 0 or > MaxTagLength || tag.AsSpan().ContainsAnyExcept(InTag) || tag[0] is '.' or '-'
            ? throw new FormatException($"tag must be 1 to 128 of the characters `{TagCharacters}` and not begin with '.' or '-': {tag}")
            : this with { Tag = tag };

    /// <summary>The same repository at a digest, without tag.</summary>
    /// <exception cref="FormatException">The text is not a digest.</exception>
    public OciReference WithDigest(string digest) =>
        OciDigest.IsValid(digest)
            ? this with { Tag = null, Digest = digest }
            : throw new FormatException($"'{digest}' is not a digest; write sha256: and 64 hexadecimal digits");

    /// <summary>The same repository at a tag, without digest.</summary>
    internal OciReference WithTagOnly(string tag) => (this with { Digest = null }).WithTag(tag);

    /// <summary>The reference as it is written, with registry and version.</summary>
    public override string ToString() => $"{Name}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    /// <summary>Host without port, without the brackets of an IPv6 address.</summary>
    internal static string HostOf(string registry) =>
        Uri.TryCreate($"https://{registry}/", UriKind.Absolute, out var uri) ? uri.DnsSafeHost : registry;

    internal static bool IsLocal(string host) =>
        host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || host.EndsWith(".local", StringComparison.Ordinal)
        || (IPAddress.TryParse(host, out var address) && (IPAddress.IsLoopback(address) || IsPrivate(address)));

    private static bool IsPrivate(IPAddress address) => address.GetAddressBytes() switch
    {
        [10, _, _, _] or [192, 168, _, _] => true,
        [172, >= 16 and <= 31, _, _] => true,
        _ => false,
    };

    private static string WithoutScheme(string text) =>
        text.StartsWith("oci://", StringComparison.Ordinal) ? text["oci://".Length..] : text;

    private static (string Registry, string Repository) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : text[..slash];
        if (first.Length > 0 && (first.AsSpan().ContainsAny('.', ':') || first == "localhost"))
        {
            var registry = first is "docker.io" or "registry-1.docker.io" ? DockerHub : first;
            return (registry, Library(registry, text[(slash + 1)..]));
        }

        return (DockerHub, Library(DockerHub, text));
    }

    private static string Library(string registry, string repository) =>
        registry == DockerHub && !repository.Contains('/', StringComparison.Ordinal) && repository.Length > 0 ? $"library/{repository}" : repository;

    private static void CheckRegistry(string registry)
    {
        if (!Uri.TryCreate($"https://{registry}/", UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.AbsolutePath != "/" || uri.Query.Length > 0
            || registry.AsSpan().ContainsAny(NotInRegistry))
        {
            throw new FormatException($"registries must be valid RFC 3986 URI authorities: {registry}");
        }
    }
}
