using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Build;
using GitOpsToolkit.Kustomize.Internal.Artifacts;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Finds the kustomization file a build starts at, or makes one that lists every manifest of the folder.</summary>
/// <param name="files">The artifact.</param>
/// <param name="tree">The artifact as the build sees it, for paths in messages.</param>
internal sealed class KfileGenerator(ArtifactFiles files, MountedFileTree tree)
{
    /// <summary>A namespace that keeps a file without resources from being refused as empty.</summary>
    private const string Placeholder = "_placeholder";

    /// <summary>The file's content and its path inside the artifact.</summary>
    /// <exception cref="BuildException">A file cannot be read.</exception>
    public (JsonObject Content, string Path) FindOrGenerate(string directory)
    {
        foreach (var name in KfileFields.Names)
        {
            var path = Combine(directory, name);
            if (files.Tree.Find(path) is { IsDirectory: false } found)
            {
                return (ReadExisting(found.Path), path);
            }
        }

        return (Generate(directory), Combine(directory, KfileFields.DefaultName));
    }

    private JsonObject ReadExisting(string path)
    {
        JsonObject kfile;
        try
        {
            kfile = YamlReader.ReadDocuments(Text(path)) switch
            {
                [] or [null] => [],
                [JsonObject root, ..] => root,
                _ => throw new BuildException($"{tree.PathOf(path)} is not a kustomization: its content is not an object"),
            };
        }
        catch (YamlException e)
        {
            throw new BuildException(e.Message, e);
        }

        foreach (var unknown in kfile.Select(static field => field.Key).Where(static key => !KfileFields.Known.Contains(key)).ToList())
        {
            kfile.Remove(unknown);
        }

        if (kfile["resources"] is not JsonArray { Count: > 0 })
        {
            // Also keeps a file without any instruction from being refused as empty.
            kfile["buildMetadata"] = new JsonArray("originAnnotations");
        }

        kfile.TryAdd("apiVersion", "kustomize.config.k8s.io/v1beta1");
        kfile.TryAdd("kind", "Kustomization");
        return kfile;
    }

    private JsonObject Generate(string directory)
    {
        var kfile = new JsonObject { ["apiVersion"] = "kustomize.config.k8s.io/v1beta1", ["kind"] = "Kustomization" };
        var resources = new JsonArray([.. Scan(directory).Select(path => (JsonNode)("." + path[(directory.Length == 1 ? 0 : directory.Length)..]))]);
        if (resources.Count == 0)
        {
            kfile["namespace"] = Placeholder;
        }
        else
        {
            kfile["resources"] = resources;
        }

        return kfile;
    }

    private IEnumerable<string> Scan(string directory)
    {
        var pending = new Stack<FileTreeEntry>(files.Children(directory).Reverse());
        while (pending.TryPop(out var entry))
        {
            if (entry.IsDirectory)
            {
                if (Array.Exists(KfileFields.Names, name => files.Tree.Find(Combine(entry.Path, name)) is { IsDirectory: false }))
                {
                    yield return entry.Path;
                    continue;
                }

                foreach (var child in files.Children(entry.Path).Reverse())
                {
                    pending.Push(child);
                }
            }
            else if (entry.Path.EndsWith(".yaml", StringComparison.Ordinal) || entry.Path.EndsWith(".yml", StringComparison.Ordinal))
            {
                CheckManifest(entry.Path);
                yield return entry.Path;
            }
        }
    }

    /// <summary>A stray file is named here, where kustomize would only say that something among its resources is wrong.</summary>
    private void CheckManifest(string path)
    {
        string? problem = null;
        try
        {
            problem = YamlReader.ReadDocuments(Text(path)).Select(ProblemOf).FirstOrDefault(static text => text is not null);
        }
        catch (YamlException e)
        {
            problem = YamlWording.Of(e);
        }

        if (problem is not null)
        {
            throw new BuildException($"failed to decode Kubernetes YAML from {tree.PathOf(path)}: {problem}");
        }
    }

    private static string? ProblemOf(JsonNode? document)
    {
        if (document is null or JsonObject { Count: 0 })
        {
            return null;
        }

        if (document is not JsonObject root)
        {
            return "a document is not an object";
        }

        var resource = new Unstructured(root);
        var shown = $"{{{{{resource.ApiVersion} {resource.Kind}}} {{{{{resource.Name} {resource.Namespace}}} map[] map[]}}}}";
        return resource.Kind.Length == 0 ? $"missing kind in object {shown}"
            : resource.Name.Length == 0 && !resource.Kind.EndsWith("List", StringComparison.Ordinal) ? $"missing metadata.name in object {shown}"
            : null;
    }

    private string Text(string path) => Encoding.UTF8.GetString(files.Tree.Read(path).Span);

    private static string Combine(string directory, string name) => directory == "/" ? "/" + name : $"{directory}/{name}";
}
