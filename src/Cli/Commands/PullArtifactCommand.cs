using System.CommandLine;
using GitOpsToolkit.Artifacts;
using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops pull artifact</c>: unpacks the first layer of an artifact into a folder.</summary>
internal static class PullArtifactCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "Existing folder to unpack into.", Required = true };
        var command = new Command("artifact", "Pull an artifact and unpack it.") { output };
        var shared = new ArtifactArguments(command);
        command.SetAction((parsed, ct) => shared.RunAsync(parsed, (client, reference, token) => PullAsync(parsed.InvocationConfiguration, parsed.GetValue(output)!, client, reference, token), ct));
        return command;
    }

    private static async Task PullAsync(InvocationConfiguration console, string folder, OciClient client, OciReference reference, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
        {
            throw new FormatException($"invalid output path '{folder}': not a folder");
        }

        await console.Error.WriteLineAsync($"► pulling artifact from {reference}").ConfigureAwait(false);
        var digest = reference.Digest ?? (await client.ResolveAsync(reference, ct).ConfigureAwait(false)).Digest;
        var manifest = (await client.GetImageManifestAsync(reference.WithDigest(digest), ct).ConfigureAwait(false)).Manifest;
        var layer = manifest.Layers is [var first, ..] ? first : throw new OciException(OciError.InvalidManifest, "no layers found in artifact");
        var blob = await client.OpenBlobAsync(reference, layer, ct).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            await ArtifactArchive.ExtractAsync(blob, folder, null, ct).ConfigureAwait(false);
            await blob.CopyToAsync(Stream.Null, ct).ConfigureAwait(false);
        }

        foreach (var (name, annotation) in ((string, string)[])[("source", OciAnnotations.Source), ("revision", OciAnnotations.Revision)])
        {
            if (manifest.Annotations?.GetValueOrDefault(annotation) is { Length: > 0 } value)
            {
                await console.Error.WriteLineAsync($"✔ {name} {value}").ConfigureAwait(false);
            }
        }

        await console.Error.WriteLineAsync($"✔ digest {reference.Name}@{digest}").ConfigureAwait(false);
        await console.Error.WriteLineAsync($"✔ artifact content extracted to {folder}").ConfigureAwait(false);
    }
}
