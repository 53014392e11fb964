using System.CommandLine;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Runtime.CustomResources;

namespace GitOpsToolkit.Cli.Commands;

/// <summary><c>gitops crd generate</c>: CustomResourceDefinitions from the types of an assembly.</summary>
internal static class CrdCommand
{
    public static Command Create()
    {
        var assembly = new Option<FileInfo?>("--assembly") { Description = "Assembly whose kinds to write; the toolkit's own when absent." };
        var output = new Option<DirectoryInfo?>("--output") { Description = "Folder to write one file per kind to; standard output when absent." };
        var generate = new Command("generate", "Write the CustomResourceDefinition of every type that implements IResource.") { assembly, output };
        generate.SetAction((parsed, ct) => GenerateAsync(parsed.GetValue(assembly), parsed.GetValue(output), parsed.InvocationConfiguration, ct));
        return new Command("crd", "Work with CustomResourceDefinitions.") { generate };
    }

    /// <summary>The definitions of the toolkit's own kinds.</summary>
    public static IReadOnlyList<Unstructured> OwnDefinitions() => CustomResourceDefinitionGenerator.GenerateAll(typeof(Resource).Assembly);

    private static async Task<int> GenerateAsync(FileInfo? assemblyFile, DirectoryInfo? output, InvocationConfiguration console, CancellationToken ct)
    {
        if (assemblyFile is { Exists: false })
        {
            await console.Error.WriteLineAsync($"--assembly {assemblyFile}: no such file; build the project first and name its .dll").ConfigureAwait(false);
            return Program.Failure;
        }

        var definitions = assemblyFile is null ? OwnDefinitions() : CustomResourceDefinitionGenerator.GenerateAll(Load(assemblyFile));
        if (definitions.Count == 0)
        {
            await console.Error.WriteLineAsync($"{assemblyFile}: no public type implements IResource<T>, so there is nothing to write").ConfigureAwait(false);
            return Program.Failure;
        }

        if (output is null)
        {
            await console.Output.WriteAsync(YamlWriter.WriteAll(definitions.Select(static d => (JsonNode)d.Root))).ConfigureAwait(false);
            return 0;
        }

        output.Create();
        foreach (var definition in definitions)
        {
            await File.WriteAllTextAsync(Path.Combine(output.FullName, definition.Name + ".yaml"), YamlWriter.Write(definition.Root), ct).ConfigureAwait(false);
        }

        return 0;
    }

    private static Assembly Load(FileInfo file)
    {
        // The kinds may refer to assemblies that lie beside them and not beside this program.
        var resolver = new AssemblyDependencyResolver(file.FullName);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            resolver.ResolveAssemblyToPath(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(file.FullName);
    }
}
