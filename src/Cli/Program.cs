using System.CommandLine;
using GitOpsToolkit.Cli.Commands;

namespace GitOpsToolkit.Cli;

/// <summary>The <c>gitops</c> command.</summary>
internal static class Program
{
    /// <summary>What was asked for did not work; the reason is on stderr.</summary>
    public const int Failure = 1;

    public static Task<int> Main(string[] args) => RunAsync(args, null, CancellationToken.None);

    public static Task<int> RunAsync(string[] args, InvocationConfiguration? console, CancellationToken ct) =>
        CreateRoot().Parse(EmptyValues(args)).InvokeAsync(console, ct);

    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("GitOps controllers for Kubernetes: run them, install them, build what they would apply.")
        {
            RunCommand.Create(),
            BuildCommand.Create(),
            TemplateCommand.Create(),
            InstallCommand.Create(),
            CrdCommand.Create(),
            DevServerCommand.Create(),
        };
        foreach (var command in ArtifactCommands.Create())
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    /// <summary>Go programs read <c>--flag=</c> as the empty string; the parser here would take the next word instead.</summary>
    internal static string[] EmptyValues(string[] args) =>
        [.. args.SelectMany(static arg => arg.StartsWith("--", StringComparison.Ordinal) && arg.IndexOf('=', StringComparison.Ordinal) == arg.Length - 1 ? [arg[..^1], ""] : (string[])[arg])];
}
