using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Build;
using GitOpsToolkit.Kustomize.Decryption.Sops;
using GitOpsToolkit.Kustomize.Internal.Artifacts;
using GitOpsToolkit.Kustomize.Internal.Building;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Decryption;

/// <summary>
/// Decrypts the files that kustomizations take as they are, before the build: sources of Secret generators, and patches. The plain content
/// only exists in the overlay of the file tree.
/// </summary>
internal sealed class SourceDecryption(DecryptionSession session, MountedFileTree tree)
{
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>Walks from a folder to every kustomization it leads to.</summary>
    /// <param name="path">The folder, inside the artifact.</param>
    /// <param name="cancellationToken">Stops waiting for services.</param>
    /// <exception cref="BuildException">A file cannot be decrypted.</exception>
    public async Task RunAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var pending = new Stack<string>([path]);
            while (pending.TryPop(out var next))
            {
                foreach (var below in (await VisitAsync(next, cancellationToken).ConfigureAwait(false)).Reverse())
                {
                    pending.Push(below);
                }
            }
        }
        catch (Exception e) when (e is SopsException or KustomizeException)
        {
            throw new BuildException($"error decrypting sources: {e.Message}", e);
        }
    }

    private async Task<IEnumerable<string>> VisitAsync(string path, CancellationToken cancellationToken)
    {
        if (tree.Find(tree.PathOf(path)) is not { IsDirectory: true } || !_directories.Add(path))
        {
            return [];
        }

        var kfile = Load(path);
        foreach (var generator in ObjectsOf(kfile["secretGenerator"]))
        {
            foreach (var source in TextsOf(generator["files"]))
            {
                var equals = source.IndexOf('=', StringComparison.Ordinal);
                await DecryptAsync(path, source[(equals + 1)..], SopsFormats.OfName(equals < 0 ? source : source[..equals]), cancellationToken).ConfigureAwait(false);
            }

            foreach (var source in TextsOf(generator["envs"]))
            {
                var format = SopsFormats.OfName(source) is var known && known != SopsFormat.Binary ? known : SopsFormat.Dotenv;
                await DecryptAsync(path, source, format, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var patch in ObjectsOf(kfile["patches"]).Select(static patch => patch.GetText("path")).OfType<string>())
        {
            if (patch.Length > 0 && !IsRemote(patch))
            {
                await DecryptAsync(path, patch, SopsFormats.OfName(patch), cancellationToken).ConfigureAwait(false);
            }
        }

        List<string> below = [.. TextsOf(kfile["resources"]).Concat(TextsOf(kfile["components"])).Select(entry => Join(path, entry))];
        below.ForEach(Note);
        return below;
    }

    private JsonObject Load(string directory)
    {
        string? found = null;
        foreach (var name in KfileFields.Names)
        {
            var path = Join(directory, name);
            if (tree.Find(tree.PathOf(path)) is not { } entry)
            {
                continue;
            }

            found = entry.IsDirectory ? throw new SopsException($"expected {name} to be a regular file")
                : found is not null ? throw new SopsException("found multiple kustomization files")
                : path;
        }

        try
        {
            var text = SopsFormats.Decode(tree.Read(tree.PathOf(found ?? throw new SopsException("no kustomization file found"))).Span);
            return YamlReader.ReadDocuments(text) is [JsonObject root, ..] ? root : [];
        }
        catch (YamlException e)
        {
            throw new SopsException($"failed to unmarshal kustomization file from '{tree.PathOf(found!)}': {YamlWording.Of(e)}", e);
        }
    }

    private async Task DecryptAsync(string directory, string reference, SopsFormat format, CancellationToken cancellationToken)
    {
        var path = Join(directory, reference);
        var shown = path[1..];
        var entry = tree.Find(tree.PathOf(path)) ?? throw new SopsException($"lstat {shown}: no such file or directory");
        if (entry.IsDirectory)
        {
            throw new SopsException("cannot decrypt irregular file as it has file mode type bits set");
        }

        if (_files.Contains(entry.Path))
        {
            return;
        }

        var content = tree.Read(entry.Path);
        if (content.Length > DecryptionSession.MaxBytes)
        {
            throw new SopsException($"cannot decrypt file with size ({content.Length} bytes) exceeding limit ({DecryptionSession.MaxBytes})");
        }

        if (SopsFormats.IsEncrypted(content.Span, format))
        {
            var plain = await session.DecryptFileAsync(content, format, format, shown, cancellationToken).ConfigureAwait(false);
            tree.Replace(entry.Path[(tree.MountPoint == "/" ? 0 : tree.MountPoint.Length)..], plain);
            _files.Add(entry.Path);
        }
    }

    private void Note(string path)
    {
        if (tree.Find(tree.PathOf(path)) is { IsDirectory: false } entry
            && SopsFormats.OfName(path) is var format and (SopsFormat.Yaml or SopsFormat.Json)
            && tree.Read(entry.Path) is var content && SopsFormats.IsEncrypted(content.Span, format))
        {
            session.Note(path[1..], content, format);
        }
    }

    private static string Join(string directory, string path) => ArtifactPath.Join(path.StartsWith('/') ? "/" : directory, path);

    /// <summary>True for an address with a scheme and a host.</summary>
    private static bool IsRemote(string path) =>
        path.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Host.Length > 0;

    private static IEnumerable<JsonObject> ObjectsOf(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];

    private static IEnumerable<string> TextsOf(JsonNode? list) => (list as JsonArray)?.Select(static item => item.AsText()).OfType<string>() ?? [];
}
