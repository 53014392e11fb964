using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Artifacts;

/// <summary>
/// Artifact files in one folder: <c>kind/namespace/name/file</c>. Files appear under their final name only when complete, are private to
/// this process' user, and are never followed through symbolic links.
/// </summary>
/// <remarks>Thread-safe. Source of the rules: source.md §3 of the contract.</remarks>
public sealed class ArtifactStorage
{
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);

    private readonly ArtifactStorageOptions _options;
    private readonly TimeProvider _time;
    private string _host;

    /// <summary>Opens a storage.</summary>
    /// <exception cref="InvalidOperationException">The folder is missing or is a file, or the digest algorithm or address is not usable.</exception>
    public ArtifactStorage(ArtifactStorageOptions options, TimeProvider? time = null)
    {
        if (!Directory.Exists(options.Path))
        {
            throw new InvalidOperationException(
                $"invalid dir path: {options.Path}; create the folder or name an existing one with --storage-path");
        }

        if (!ArtifactDigest.Algorithms.Contains(options.DigestAlgorithm, StringComparer.Ordinal))
        {
            throw new InvalidOperationException(
                $"unsupported digest algorithm '{options.DigestAlgorithm}'; use one of {string.Join(", ", ArtifactDigest.Algorithms)}");
        }

        _options = options;
        _time = time ?? TimeProvider.System;
        Root = Path.GetFullPath(options.Path);
        _host = options.AdvertisedAddress.Length > 0 ? options.AdvertisedAddress : AdvertisedFrom(options.ListenAddress);
    }

    /// <summary>The folder, as an absolute path.</summary>
    public string Root { get; }

    /// <summary>Host, or scheme and host, in the addresses of artifacts.</summary>
    public string AdvertisedHost => _host;

    /// <summary>Path of an artifact relative to the root: <c>kind/namespace/name/file</c>, the kind in lower case.</summary>
    public static string PathOf(string kind, string @namespace, string name, string file) =>
        $"{kind.ToLowerInvariant()}/{@namespace}/{name}/{file}";

    /// <summary>Address of a stored file. Segments are not percent-encoded.</summary>
    public string UrlOf(string path)
    {
        var hasScheme = _host.StartsWith("http://", StringComparison.Ordinal) || _host.StartsWith("https://", StringComparison.Ordinal);
        return $"{(hasScheme ? "" : "http://")}{_host}/{path.TrimStart('/')}";
    }

    /// <summary>
    /// Absolute path of a file under the root; null when the path is empty, leaves the root, or passes through a symbolic link.
    /// </summary>
    public string? Resolve(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0 || Array.Exists(segments, s => s is "." or ".." || s.AsSpan().ContainsAny('\\', '\0')))
        {
            return null;
        }

        var at = Root;
        for (var i = 0; i < segments.Length - 1; i++)
        {
            at = Path.Combine(at, segments[i]);
            if (new DirectoryInfo(at).LinkTarget is not null)
            {
                return null;
            }
        }

        return Path.Combine(at, segments[^1]);
    }

    /// <summary>True when the artifact's file is there and is a regular file.</summary>
    public bool Exists(Artifact artifact)
    {
        if (Resolve(artifact.Path) is not { } file)
        {
            return false;
        }

        var info = new FileInfo(file);
        return info.Exists && info.LinkTarget is null && (info.Attributes & (FileAttributes.Directory | FileAttributes.Device)) == 0;
    }

    /// <summary>Recomputes the digest of the stored file; null when it is the artifact's, otherwise what is wrong.</summary>
    public async Task<string?> VerifyAsync(Artifact artifact, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(artifact.Digest))
        {
            return "artifact has no digest";
        }

        if (!ArtifactDigest.TryParse(artifact.Digest, out var digest))
        {
            return $"failed to parse artifact digest '{artifact.Digest}'";
        }

        try
        {
            var content = OpenRead(artifact);
            await using (content.ConfigureAwait(false))
            {
                return await digest.MatchesAsync(content, ct).ConfigureAwait(false) ? null : $"computed digest doesn't match '{digest}'";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Opens a stored file for reading.</summary>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public Stream OpenRead(Artifact artifact) => new FileStream(
        Resolve(artifact.Path) ?? throw new FileNotFoundException($"artifact path '{artifact.Path}' is not below the storage root"),
        new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    /// <summary>
    /// Writes a file through a temporary one beside it, hashing on the way, and moves it into place. Writers of the same path wait for each other.
    /// </summary>
    /// <param name="path">Path from <see cref="PathOf"/>.</param>
    /// <param name="revision">Upstream identifier for the artifact.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="ct">Stops the writing; the old file, if any, stays.</param>
    /// <exception cref="IOException">The folder or file cannot be written.</exception>
    public async Task<Artifact> StoreAsync(string path, string revision, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        var target = Resolve(path) ?? throw new IOException($"artifact path '{path}' is not below the storage root");
        if (Directory.Exists(target))
        {
            throw new IOException($"artifact path '{path}' is a directory");
        }

        PrivateFiles.CreateDirectory(Path.GetDirectoryName(target)!);
        var fileLock = await LockAsync(target + ".lock", ct).ConfigureAwait(false);
        await using (fileLock.ConfigureAwait(false))
        {
            var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
            try
            {
                var (digest, size) = await WriteAsync(temporary, write, ct).ConfigureAwait(false);
                File.Move(temporary, target, overwrite: true);
                return new Artifact
                {
                    Path = path,
                    Url = UrlOf(path),
                    Revision = revision,
                    Digest = digest.ToString(),
                    LastUpdateTime = WholeSeconds(_time.GetUtcNow()),
                    Size = size,
                };
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
    }

    /// <summary>Lets a name beside an artifact lead to it, such as <c>latest.tar.gz</c>; the old link is replaced at once.</summary>
    /// <returns>Address of the link; always plain http.</returns>
    /// <exception cref="IOException">The link cannot be made.</exception>
    public string Link(Artifact artifact, string name)
    {
        var target = Resolve(artifact.Path) ?? throw new IOException($"artifact path '{artifact.Path}' is not below the storage root");
        var link = Path.Combine(Path.GetDirectoryName(target)!, name);
        var temporary = link + ".tmp";
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, target);
        File.Move(temporary, link, overwrite: true);
        return LinkUrl(artifact.Path, name);
    }

    /// <summary>Address of a link beside an artifact.</summary>
    public string LinkUrl(string path, string name)
    {
        var scheme = _host.IndexOf("://", StringComparison.Ordinal);
        return $"http://{(scheme < 0 ? _host : _host[(scheme + 3)..])}/{path[..path.LastIndexOf('/')]}/{name}";
    }

    /// <summary>Deletes the artifact's file; nothing happens when it is gone already.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Remove(Artifact artifact)
    {
        if (Resolve(artifact.Path) is { } file)
        {
            File.Delete(file);
        }
    }

    /// <summary>Deletes everything of one object.</summary>
    /// <returns>True when there was something.</returns>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public bool RemoveAll(string kind, string @namespace, string name)
    {
        if (Resolve($"{kind.ToLowerInvariant()}/{@namespace}/{name}") is not { } folder || !Directory.Exists(folder))
        {
            return false;
        }

        // A link in the place of the folder is removed itself, not what it points to.
        Directory.Delete(folder, recursive: new DirectoryInfo(folder).LinkTarget is null);
        return true;
    }

    /// <summary>Deletes superseded files of the artifact's object: the expired ones, then the oldest beyond the retained number.</summary>
    /// <returns>The deleted files.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public IReadOnlyList<string> CollectGarbage(Artifact current, CancellationToken ct)
    {
        if (Resolve(current.Path) is not { } currentFile)
        {
            return [];
        }

        var garbage = GarbageSelection.Select(currentFile, _options.RetentionTtl, _options.RetentionRecords, _time.GetUtcNow());
        foreach (var file in garbage)
        {
            ct.ThrowIfCancellationRequested();
            File.Delete(file);
            File.Delete(file + ".lock");
        }

        return garbage;
    }

    /// <summary>Takes over the address the artifact server really listens on, when none is configured to be advertised.</summary>
    internal void ListeningOn(string address)
    {
        if (_options.AdvertisedAddress.Length == 0)
        {
            _host = AdvertisedFrom(address);
        }
    }

    private async Task<(ArtifactDigest Digest, long Size)> WriteAsync(string file, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        using var hash = ArtifactDigest.CreateHash(_options.DigestAlgorithm);
        var stream = new FileStream(file, PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write));
        await using (stream.ConfigureAwait(false))
        {
            var hashing = new HashingStream(stream, hash);
            await using (hashing.ConfigureAwait(false))
            {
                await write(hashing, ct).ConfigureAwait(false);
                await stream.FlushAsync(ct).ConfigureAwait(false);
                return (ArtifactDigest.Of(_options.DigestAlgorithm, hash.GetHashAndReset()), hashing.BytesWritten);
            }
        }
    }

    /// <summary>The lock file stays behind, as other implementations leave it, so that a crash needs no clean-up.</summary>
    private async Task<FileStream> LockAsync(string file, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, PrivateFiles.Options(FileMode.OpenOrCreate, FileAccess.Write));
            }
            catch (IOException) when (File.Exists(file) && !ct.IsCancellationRequested)
            {
                await Task.Delay(LockRetry, _time, ct).ConfigureAwait(false);
            }
        }
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset value) => value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond));

    private static string AdvertisedFrom(string listenAddress)
    {
        var (listenHost, port) = ListenEndpoint.Split(listenAddress);
        return listenHost switch
        {
            "" or "*" => $"localhost:{port}",
            "0.0.0.0" => $"{HostName()}:{port}",
            _ when listenHost.Contains(':', StringComparison.Ordinal) => $"[{listenHost}]:{port}",
            _ => $"{listenHost}:{port}",
        };
    }

    private static string HostName() =>
        Environment.GetEnvironmentVariable("HOSTNAME") is { Length: > 0 } name ? name : Environment.MachineName;
}
