namespace Quickstart;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Keep">Leave everything running after the story, for a look around.</param>
/// <param name="Verbose">Show the controllers' log.</param>
/// <param name="KubeConfig">A real cluster to use; null means the API server in this process.</param>
internal sealed record QuickstartOptions(bool Keep, bool Verbose, string? KubeConfig)
{
    private const string Usage = "usage: dotnet run --project examples/Quickstart -- [--keep] [--verbose] [--kubeconfig FILE]";

    /// <summary>Reads the arguments; null after saying what is wrong with them.</summary>
    public static QuickstartOptions? Parse(string[] args)
    {
        var options = new QuickstartOptions(false, false, null);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--keep":
                    options = options with { Keep = true };
                    break;
                case "--verbose":
                    options = options with { Verbose = true };
                    break;
                case "--kubeconfig" when i + 1 < args.Length:
                    options = options with { KubeConfig = args[++i] };
                    break;
                default:
                    Console.Error.WriteLine($"'{args[i]}' is not understood; {Usage}");
                    return null;
            }
        }

        return options;
    }
}
