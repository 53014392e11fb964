using System.CommandLine;

namespace GitOpsToolkit.Cli.Tests;

/// <summary>Runs the command in this process and keeps what it printed.</summary>
internal static class GitOpsCommand
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await Program.RunAsync(args, new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
