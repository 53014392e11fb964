using System.CommandLine;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops dev-server</c>: an in-process Kubernetes API to try things on, without a cluster.</summary>
internal static class DevServerCommand
{
    public static Command Create()
    {
        var kubeconfig = new Option<FileInfo>("--write-kubeconfig") { Description = "File to write the administrator's kubeconfig to, once the server is ready.", Required = true };
        var port = new Option<int>("--port") { Description = "Loopback port; 0 lets the system choose one.", DefaultValueFactory = static _ => 0 };
        var command = new Command("dev-server", "Serve a Kubernetes API on loopback until interrupted, with the toolkit's CRDs installed. Nothing runs in it: workloads only look as if.") { kubeconfig, port };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(kubeconfig)!, parsed.GetValue(port), parsed.InvocationConfiguration, ct));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo kubeconfig, int port, InvocationConfiguration console, CancellationToken ct)
    {
        var server = await KubernetesApiServer.StartAsync(new KubernetesApiServerOptions { Port = port, WorkloadSimulator = true, NamespaceDefaults = true }, ct).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await server.AddCustomResourceDefinitionsAsync(CrdCommand.OwnDefinitions()).ConfigureAwait(false);
            await WritePrivateAsync(kubeconfig, server.KubeConfig(), ct).ConfigureAwait(false);
            await console.Output.WriteLineAsync($"Serving on {server.Url}, kubeconfig in {kubeconfig.FullName}. Stop with Ctrl+C.").ConfigureAwait(false);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }
        }

        return 0;
    }

    /// <summary>The file holds a token, and whoever waits for it must never see half of it.</summary>
    private static async Task WritePrivateAsync(FileInfo file, string text, CancellationToken ct)
    {
        file.Directory?.Create();
        var unfinished = file.FullName + ".tmp";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var writer = new StreamWriter(unfinished, options);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(text.AsMemory(), ct).ConfigureAwait(false);
        }

        File.Move(unfinished, file.FullName, overwrite: true);
    }
}
