using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops push artifact</c>: a folder or file becomes an artifact that OCIRepository can follow.</summary>
internal static class PushArtifactCommand
{
    private const string StandardInput = "-";

    private static readonly string[] Ignored =
        [".git/", ".gitignore", ".gitmodules", ".gitattributes", "*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private sealed record Options
    {
        public Option<string> Path { get; } = new("--path", "-f") { Description = "Folder or file to push; - reads a manifest from standard input.", Required = true };

        public Option<string> Source { get; } = new("--source") { Description = "Address of the origin, for example of the git repository.", Required = true };

        public Option<string> Revision { get; } = new("--revision") { Description = "Revision in the origin, <branch|tag>@sha1:<commit>.", Required = true };

        public Option<string[]> IgnorePaths { get; } = Flag.Words("--ignore-paths", "Patterns in gitignore syntax of files to leave out. [default: git's own files, pictures and archives]");

        public Option<string[]> AddIgnorePaths { get; } = Flag.Words("--add-ignore-paths", "Further patterns to leave out.");

        public Option<string[]> Annotations { get; } = new("--annotations", "-a") { Description = "Annotation <key>=<value>; may be repeated." };

        public Option<string> Output { get; } = new("--output", "-o") { Description = "Format of the result: json or yaml." };

        public Option<bool> Reproducible { get; } = Flag.Switch("--reproducible", "Date the artifact 1970-01-01, so that the same files have the same digest.");
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("artifact", "Push a folder or file as an artifact.")
        {
            options.Path, options.Source, options.Revision, options.IgnorePaths, options.AddIgnorePaths, options.Annotations, options.Output, options.Reproducible,
        };
        var shared = new ArtifactArguments(command);
        command.SetAction((parsed, ct) => shared.RunAsync(parsed, (client, reference, token) => PushAsync(parsed, options, client, reference, token), ct));
        return command;
    }

    private static async Task PushAsync(ParseResult parsed, Options options, OciClient client, OciReference reference, CancellationToken ct)
    {
        var output = parsed.GetValue(options.Output);
        if (output is not (null or "" or "json" or "yaml"))
        {
            throw new FormatException($"--output {output}: not known; use json or yaml");
        }

        var tagged = reference.Tag is null ? reference.WithTag(OciReference.DefaultTag) : reference;
        var console = parsed.InvocationConfiguration;
        if (string.IsNullOrEmpty(output))
        {
            await console.Error.WriteLineAsync($"► pushing artifact to {tagged}").ConfigureAwait(false);
        }

        using var layer = new MemoryStream();
        await ArchiveAsync(parsed, options, layer, ct).ConfigureAwait(false);
        var created = parsed.GetValue(options.Reproducible) ? DateTimeOffset.UnixEpoch : TimeProvider.System.GetUtcNow();
        var annotations = AnnotationsOf(parsed, options, created);
        var pushed = await OciArtifacts.PushAsync(
            client, tagged, layer, OciMediaTypes.FluxContent, Config(layer, annotations[OciAnnotations.Created]), OciMediaTypes.FluxConfig, annotations, ct).ConfigureAwait(false);
        var result = new JsonObject
        {
            ["url"] = $"oci://{tagged.Name}@{pushed.Digest}",
            ["repository"] = tagged.Name,
            ["tag"] = tagged.Tag,
            ["digest"] = pushed.Digest,
        };
        await (output switch
        {
            "json" => console.Output.WriteLineAsync(result.ToJsonString(Indented)),
            "yaml" => console.Output.WriteAsync(YamlWriter.Write(result)),
            _ => console.Error.WriteLineAsync($"✔ artifact successfully pushed to {tagged.Name}@{pushed.Digest}"),
        }).ConfigureAwait(false);
    }

    private static async Task ArchiveAsync(ParseResult parsed, Options options, Stream output, CancellationToken ct)
    {
        var path = parsed.GetValue(options.Path)!;
        var ignore = SourceIgnore.Only(string.Join('\n', [.. parsed.GetResult(options.IgnorePaths) is null ? Ignored : parsed.GetValue(options.IgnorePaths)!, .. parsed.GetValue(options.AddIgnorePaths) ?? []]));
        if (path == StandardInput)
        {
            using var reader = new StreamReader(Console.OpenStandardInput());
            var content = System.Text.Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(ct).ConfigureAwait(false));
            await ArtifactArchive.WriteAsync(output, SingleAsync("manifests.yaml", content), ct).ConfigureAwait(false);
        }
        else if (File.Exists(path))
        {
            await ArtifactArchive.WriteAsync(output, SingleAsync(Path.GetFileName(path), await File.ReadAllBytesAsync(path, ct).ConfigureAwait(false)), ct).ConfigureAwait(false);
        }
        else if (Directory.Exists(path))
        {
            await ArtifactArchive.WriteAsync(output, ArchiveFolder.EntriesAsync(path, ignore, ct), ct).ConfigureAwait(false);
        }
        else
        {
            throw new FormatException($"invalid path '{path}', must point to an existing directory or file");
        }
    }

    private static async IAsyncEnumerable<ArchiveEntry> SingleAsync(string name, byte[] content)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return ArchiveEntry.Directory(".");
        yield return ArchiveEntry.File(name, content.Length, new MemoryStream(content, writable: false));
    }

    private static SortedDictionary<string, string> AnnotationsOf(ParseResult parsed, Options options, DateTimeOffset created)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [OciAnnotations.Created] = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            [OciAnnotations.Source] = parsed.GetValue(options.Source)!,
            [OciAnnotations.Revision] = parsed.GetValue(options.Revision)!,
        };
        foreach (var annotation in parsed.GetValue(options.Annotations) ?? [])
        {
            if (annotation.Split('=') is not [var key, var value])
            {
                throw new FormatException($"invalid annotation {annotation}, must be in the format key=value");
            }

            annotations[key] = value;
        }

        return annotations;
    }

    /// <summary>The configuration names the unpacked layer, as those of images do; container tools look for it.</summary>
    private static byte[] Config(MemoryStream layer, string created)
    {
        layer.Position = 0;
        using var unpacked = new System.IO.Compression.GZipStream(layer, System.IO.Compression.CompressionMode.Decompress, leaveOpen: true);
        var diff = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(unpacked))}";
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["architecture"] = "",
            ["created"] = created,
            ["history"] = new JsonArray(new JsonObject { ["created"] = "0001-01-01T00:00:00Z" }),
            ["os"] = "",
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(diff) },
            ["config"] = new JsonObject(),
        });
    }
}
