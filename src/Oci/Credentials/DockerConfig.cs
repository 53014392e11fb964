using System.Text;
using System.Text.Json;

namespace GitOpsToolkit.Oci;

/// <summary>Credentials in the format of docker's <c>config.json</c>, which pull secrets use too.</summary>
/// <remarks>
/// A key is a host or a host and the beginning of a path; the longest that fits wins, and the host may have one <c>*</c> per label, as
/// Kubernetes allows it. Credential helpers are programs and are never run; entries that need one are ignored.
/// </remarks>
public sealed class DockerConfig : IRegistryCredentials
{
    private readonly IReadOnlyList<(string Key, RegistryCredential Credential)> _entries;

    private DockerConfig(IReadOnlyList<(string Key, RegistryCredential Credential)> entries) => _entries = entries;

    /// <summary>No credentials.</summary>
    public static DockerConfig Empty { get; } = new([]);

    /// <summary>True when there is no credential for any registry.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Every password and token, so that they can be kept out of logs.</summary>
    public IEnumerable<string> Secrets => _entries
        .SelectMany(static e => (string?[])[e.Credential.Password, e.Credential.IdentityToken, e.Credential.RegistryToken])
        .OfType<string>();

    /// <summary>Reads a configuration; the older form without <c>auths</c> (<c>.dockercfg</c>) is understood too.</summary>
    /// <exception cref="FormatException">The text is not JSON of this format, or an <c>auth</c> value cannot be decoded.</exception>
    public static DockerConfig Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("docker configuration must be a JSON object");
            }

            var auths = root.TryGetProperty("auths", out var modern) ? modern : root;
            return auths.ValueKind != JsonValueKind.Object
                ? throw new FormatException("'auths' of the docker configuration must be an object")
                : new DockerConfig([.. auths.EnumerateObject().Where(static e => e.Value.ValueKind == JsonValueKind.Object).Select(static e => (KeyOf(e.Name), Read(e.Value))).Where(static e => e.Item2 is not null).Select(static e => (e.Item1, e.Item2!))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
#pragma warning disable MA0054 // the parser's message would quote the secret
            throw new FormatException("docker configuration is not valid JSON");
#pragma warning restore MA0054
        }
    }

    /// <summary>Joins configurations; where several name the same key, the first counts.</summary>
    public static DockerConfig Merge(IEnumerable<DockerConfig> configs) => new([.. configs.SelectMany(static c => c._entries)]);

    /// <summary>Reads the user's file: <c>$DOCKER_CONFIG/config.json</c>, else <c>~/.docker/config.json</c>; empty when there is none.</summary>
    /// <exception cref="FormatException">The file is not in this format.</exception>
    public static DockerConfig Load()
    {
        var folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        var file = Path.Combine(folder, "config.json");
        return File.Exists(file) ? Parse(File.ReadAllText(file)) : Empty;
    }

    /// <summary>The credential of a repository; null when no key fits.</summary>
    public RegistryCredential? Find(OciReference repository) => _entries
        .Where(e => Fits(e.Key, repository))
        .OrderByDescending(static e => e.Key.Length)
        .Select(static e => e.Credential)
        .FirstOrDefault();

    /// <inheritdoc/>
    public ValueTask<RegistryCredential?> FindAsync(OciReference repository, CancellationToken ct) => new(Find(repository));

    /// <summary>Keys may be written as URLs, with or without the version of the protocol.</summary>
    private static string KeyOf(string name)
    {
        var key = name;
        foreach (var scheme in (string[])["https://", "http://"])
        {
            key = key.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? key[scheme.Length..] : key;
        }

        key = key.TrimEnd('/');
        foreach (var version in (string[])["/v1", "/v2"])
        {
            key = key.EndsWith(version, StringComparison.Ordinal) ? key[..^version.Length] : key;
        }

        return key is "docker.io" or "registry-1.docker.io" ? OciReference.DockerHub : key;
    }

    private static bool Fits(string key, OciReference repository)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (key, "") : (key[..slash], key[(slash + 1)..]);
        return FitsHost(host, repository.Registry)
            && (path.Length == 0 || repository.Repository == path || repository.Repository.StartsWith(path + "/", StringComparison.Ordinal));
    }

    private static bool FitsHost(string pattern, string host)
    {
        var (wanted, found) = (pattern.Split('.'), host.Split('.'));
        return wanted.Length == found.Length && wanted.Zip(found).All(static pair => FitsLabel(pair.First, pair.Second));
    }

    private static bool FitsLabel(string pattern, string label)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern.Equals(label, StringComparison.OrdinalIgnoreCase)
            : label.Length >= pattern.Length - 1
                && label.StartsWith(pattern[..star], StringComparison.OrdinalIgnoreCase)
                && label.EndsWith(pattern[(star + 1)..], StringComparison.OrdinalIgnoreCase);
    }

    private static RegistryCredential? Read(JsonElement entry)
    {
        var (user, password) = (Text(entry, "username"), Text(entry, "password"));
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            (user, password) = Decode(auth);
        }

        var (identity, token) = (Text(entry, "identitytoken"), Text(entry, "registrytoken"));
        return user is null && identity is null && token is null
            ? null
            : new RegistryCredential { Username = user, Password = password, IdentityToken = NullIfEmpty(identity), RegistryToken = NullIfEmpty(token) };
    }

    private static (string User, string Password) Decode(string auth)
    {
        var buffer = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, buffer, out var length) || Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\0').Split(':', 2) is not [var user, var password])
        {
            throw new FormatException("an 'auth' value of the docker configuration is not base64 of user:password");
        }

        return (user, password);
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
