using System.CommandLine;
using GitOpsToolkit.Kustomize.Build;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops build kustomization PATH</c>: what a kustomization builds, on standard output.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "Folder with a kustomization file.", DefaultValueFactory = static _ => "." };
        var restrictor = new Option<string>("--load-restrictor")
        {
            Description = "LoadRestrictionsNone lets a kustomization read files outside its own folder.",
            DefaultValueFactory = static _ => "LoadRestrictionsRootOnly",
        };
        restrictor.AcceptOnlyFromAmong("LoadRestrictionsRootOnly", "LoadRestrictionsNone");
        var reorder = new Option<string?>("--reorder") { Description = "legacy or none: by kind, or as read." };
        reorder.AcceptOnlyFromAmong("legacy", "none");
        var managedBy = new Option<bool>("--enable-managedby-label") { Description = "Label every object with app.kubernetes.io/managed-by." };

        var kustomization = new Command("kustomization", "Build a kustomization as kustomize does.") { path, restrictor, reorder, managedBy };
        kustomization.SetAction((parsed, ct) => BuildAsync(
            parsed.GetValue(path)!,
            new BuildOptions
            {
                LoadRestriction = parsed.GetValue(restrictor) == "LoadRestrictionsNone" ? LoadRestriction.None : LoadRestriction.RootOnly,
                Reorder = parsed.GetValue(reorder) switch { "legacy" => ResourceOrder.Legacy, "none" => ResourceOrder.None, _ => ResourceOrder.Unspecified },
                AddManagedByLabel = parsed.GetValue(managedBy),
            },
            parsed.InvocationConfiguration,
            ct));
        return new Command("build", "Build what controllers would apply, without a cluster.") { kustomization };
    }

    private static async Task<int> BuildAsync(string path, BuildOptions options, InvocationConfiguration console, CancellationToken ct)
    {
        // Bases may lie beside or above the folder, so the tree is the whole disk; what may be read is the restrictor's matter.
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            await console.Error.WriteLineAsync($"{path}: no such folder; name the one that holds the kustomization file").ConfigureAwait(false);
            return Program.Failure;
        }

        var root = Path.GetPathRoot(full)!;
        try
        {
            var result = KustomizeBuild.Run(new DiskFileTree(root), "/" + Path.GetRelativePath(root, full).Replace('\\', '/'), options, ct);
            await console.Output.WriteAsync(result.ToYaml()).ConfigureAwait(false);
            return 0;
        }
        catch (KustomizeException e)
        {
            await console.Error.WriteLineAsync($"Error: {e.Message}").ConfigureAwait(false);
            return Program.Failure;
        }
    }
}
