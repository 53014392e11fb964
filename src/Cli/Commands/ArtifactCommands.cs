using System.CommandLine;
using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops push|pull|tag artifact</c> and <c>gitops list artifacts</c>: artifacts in container registries.</summary>
internal static class ArtifactCommands
{
    public static IEnumerable<Command> Create() =>
    [
        new Command("push", "Push artifacts to container registries.") { PushArtifactCommand.Create() },
        new Command("pull", "Pull artifacts from container registries.") { PullArtifactCommand.Create() },
        new Command("tag", "Tag artifacts in container registries.") { TagArtifactCommand.Create() },
        new Command("list", "List artifacts in container registries.") { ListArtifactsCommand.Create() },
    ];
}

/// <summary>What the commands share: the address, credentials, and how failures are told.</summary>
internal sealed class ArtifactArguments
{
    private const string Generic = "generic";

    private readonly Argument<string> _url = new("url") { Description = "Address of the artifact, oci://host/repository:tag." };
    private readonly Option<string> _credentials = Flag.Text("--creds", "Credentials of the registry, <username>[:<password>]; otherwise those of ~/.docker/config.json.");
    private readonly Option<string> _provider = Flag.Text("--provider", "Where credentials come from; only generic. [default: generic]");
    private readonly Option<bool> _insecure = Flag.Switch("--insecure-registry", "Allow plain HTTP, and certificates that cannot be verified.");
    private readonly Option<TimeSpan> _timeout = Flag.Duration("--timeout", "Time the command may take. [default: 5m]");

    public ArtifactArguments(Command command)
    {
        command.Arguments.Add(_url);
        foreach (var option in (Option[])[_credentials, _provider, _insecure, _timeout])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Runs a command with a client; a failure becomes a line on standard error.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Func<OciClient, OciReference, CancellationToken, Task> work, CancellationToken ct)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            if (parsed.GetValue(_provider) is { } provider && provider != Generic)
            {
                throw new FormatException($"--provider {provider}: not available here; log in with docker and leave the flag out");
            }

            var reference = ReferenceOf(parsed.GetValue(_url)!);
            IRegistryCredentials credentials = parsed.GetValue(_credentials) is { Length: > 0 } text ? RegistryCredential.Parse(text) : DockerConfig.Load();
            using var deadline = new CancellationTokenSource(parsed.GetResult(_timeout) is null ? TimeSpan.FromMinutes(5) : parsed.GetValue(_timeout));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
            using var client = new OciClient(new OciClientOptions { Credentials = credentials, Insecure = parsed.GetValue(_insecure) });
            await work(client, reference, either.Token).ConfigureAwait(false);
            return 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("no answer in time; raise --timeout").ConfigureAwait(false);
            return Program.Failure;
        }
        catch (Exception e) when (e is FormatException or OciException or IOException or UnauthorizedAccessException or Artifacts.ArchiveException)
        {
            await console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return Program.Failure;
        }
    }

    private static OciReference ReferenceOf(string url) =>
        url.StartsWith("oci://", StringComparison.Ordinal) ? OciReference.Parse(url) : throw new FormatException("URL must be in format 'oci://<domain>/<org>/<repo>'");
}
