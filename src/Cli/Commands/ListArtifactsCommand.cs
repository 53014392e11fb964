using System.CommandLine;
using GitOpsToolkit.Oci;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Versioning;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops list artifacts</c>: the tags of a repository with what their manifests say.</summary>
internal static class ListArtifactsCommand
{
    private static readonly string[] Headings = ["ARTIFACT", "DIGEST", "SOURCE", "REVISION"];

    public static Command Create()
    {
        var semver = Flag.Text("--filter-semver", "Only tags in this version range.");
        var regex = Flag.Text("--filter-regex", "Only tags that match this regular expression.");
        var command = new Command("artifacts", "List the artifacts of a repository.") { semver, regex };
        var shared = new ArtifactArguments(command);
        command.SetAction((parsed, ct) => shared.RunAsync(
            parsed, (client, reference, token) => ListAsync(parsed.InvocationConfiguration, client, reference, parsed.GetValue(semver), parsed.GetValue(regex), token), ct));
        return command;
    }

    private static async Task ListAsync(InvocationConfiguration console, OciClient client, OciReference repository, string? semver, string? regex, CancellationToken ct)
    {
        var range = string.IsNullOrEmpty(semver) ? null : VersionRange.Parse(semver);
        var expression = string.IsNullOrEmpty(regex) ? null : GoRegex.Compile(regex);
        var rows = new List<string[]> { Headings };
        foreach (var tag in (await client.ListTagsAsync(repository, ct).ConfigureAwait(false)).OrderDescending(StringComparer.Ordinal))
        {
            if (OciArtifacts.IsCosignTag(tag) || expression?.IsMatch(tag) == false
                || (range is not null && !(SemanticVersion.TryParseTag(tag, out var version) && range.Contains(version))))
            {
                continue;
            }

            var manifest = await client.GetManifestAsync(repository.WithTag(tag), ct).ConfigureAwait(false);
            var annotations = manifest.Manifest.Annotations;
            rows.Add(
            [
                $"{repository.Name}:{tag}",
                manifest.Descriptor.Digest,
                annotations?.GetValueOrDefault(OciAnnotations.Source) ?? "",
                annotations?.GetValueOrDefault(OciAnnotations.Revision) ?? "",
            ]);
        }

        var widths = Enumerable.Range(0, Headings.Length).Select(i => rows.Max(r => r[i].Length)).ToList();
        foreach (var row in rows)
        {
            await console.Output.WriteLineAsync(string.Join('\t', row.Select((cell, i) => cell.PadRight(widths[i])))).ConfigureAwait(false);
        }
    }
}
