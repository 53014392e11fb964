using System.CommandLine;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops tag artifact</c>: gives an artifact further tags.</summary>
internal static class TagArtifactCommand
{
    public static Command Create()
    {
        var tags = Flag.Words("--tag", "Tag to set; may be repeated.");
        tags.Required = true;
        var command = new Command("artifact", "Tag an artifact.") { tags };
        var shared = new ArtifactArguments(command);
        command.SetAction((parsed, ct) => shared.RunAsync(
            parsed,
            async (client, reference, token) =>
            {
                var console = parsed.InvocationConfiguration;
                await console.Error.WriteLineAsync("► tagging artifact").ConfigureAwait(false);
                foreach (var tag in parsed.GetValue(tags)!)
                {
                    await client.TagAsync(reference, tag, token).ConfigureAwait(false);
                    await console.Error.WriteLineAsync($"✔ artifact tagged as {reference.Name}:{tag}").ConfigureAwait(false);
                }
            },
            ct));
        return command;
    }
}
