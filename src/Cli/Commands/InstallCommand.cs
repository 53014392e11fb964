using System.CommandLine;
using GitOpsToolkit.Cli.Install;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops install --export</c>: the manifests that install controllers into a cluster.</summary>
internal static class InstallCommand
{
    public static Command Create()
    {
        var export = new Option<bool>("--export") { Description = "Write the manifests to standard output, for kubectl apply --server-side -f - or a repository.", Required = true };
        var components = new Option<string[]>("--components")
        {
            Description = $"Controllers to install, comma-separated: {string.Join(", ", Component.All.Select(static c => c.Name))}. All when absent.",
            AllowMultipleArgumentsPerToken = false,
            CustomParser = static result => [.. result.Tokens.SelectMany(static t => t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
        };
        var ns = new Option<string>("--namespace", "-n") { Description = "Namespace of the controllers.", DefaultValueFactory = static _ => InstallManifests.DefaultNamespace };
        var image = new Option<string>("--image") { Description = "Container image that holds the gitops command and git.", DefaultValueFactory = static _ => InstallManifests.DefaultImage };
        var lockdown = new Option<bool>("--lockdown") { Description = "For clusters shared by tenants: appliers may only impersonate ServiceAccounts, references stay inside a namespace, remote bases are refused." };

        var install = new Command("install", "Write what installs the controllers: CRDs, permissions, Deployments, Services.") { export, components, ns, image, lockdown };
        install.SetAction((parsed, _) =>
        {
            var console = parsed.InvocationConfiguration;
            var named = parsed.GetValue(components) is { Length: > 0 } given ? given : [.. Component.All.Select(static c => c.Name)];
            if (named.FirstOrDefault(static name => Component.All.All(c => c.Name != name)) is { } unknown)
            {
                return FailAsync(console, $"--components {unknown}: no such controller; known are {string.Join(", ", Component.All.Select(static c => c.Name))}");
            }

            var options = new InstallOptions
            {
                Components = [.. Component.All.Where(c => named.Contains(c.Name, StringComparer.Ordinal))],
                Namespace = parsed.GetValue(ns)!,
                Image = parsed.GetValue(image)!,
                Lockdown = parsed.GetValue(lockdown),
            };
            return WriteAsync(console, options);
        });
        return install;
    }

    private static async Task<int> WriteAsync(InvocationConfiguration console, InstallOptions options)
    {
        await console.Output.WriteAsync(YamlWriter.WriteAll(InstallManifests.Create(options, CrdCommand.OwnDefinitions()))).ConfigureAwait(false);
        return 0;
    }

    private static async Task<int> FailAsync(InvocationConfiguration console, string reason)
    {
        await console.Error.WriteLineAsync(reason).ConfigureAwait(false);
        return Program.Failure;
    }
}
