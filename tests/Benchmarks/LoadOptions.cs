using System.Globalization;

namespace GitOpsToolkit.Benchmarks;

/// <summary>Size of the load and where it is put.</summary>
internal sealed record LoadOptions
{
    private const string Usage =
        "usage: dotnet run -c Release --project tests/Benchmarks -- [--kubeconfig FILE] [--kustomizations 100] [--objects 10] [--concurrent 4] [--rounds 3] [--wait] [--applications]";

    /// <summary>Cluster to load; null starts the API server in this process, whose work then counts in every figure.</summary>
    public string? KubeConfig { get; init; }

    public int Kustomizations { get; init; } = 100;

    public int Objects { get; init; } = 10;

    public int Concurrent { get; init; } = 4;

    /// <summary>No-op rounds.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Check the health of everything applied.</summary>
    public bool Wait { get; init; }

    /// <summary>Instead of <see cref="Objects"/> of ten: an application of Deployment without replicas, ServiceAccount, Service and Ingress.</summary>
    public bool Applications { get; init; }

    public static LoadOptions? Parse(string[] args, TextWriter errors)
    {
        var options = new LoadOptions();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--wait")
            {
                options = options with { Wait = true };
                continue;
            }

            if (args[i] == "--applications")
            {
                options = options with { Applications = true, Objects = SampleRepository.ApplicationObjects };
                continue;
            }

            var value = i + 1 < args.Length ? args[i + 1] : null;
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            LoadOptions? next = args[i] switch
            {
                "--kubeconfig" when value is not null => options with { KubeConfig = value },
                "--kustomizations" when number > 0 => options with { Kustomizations = number },
                "--objects" when number > 0 => options with { Objects = number },
                "--concurrent" when number > 0 => options with { Concurrent = number },
                "--rounds" when number > 0 => options with { Rounds = number },
                _ => null,
            };
            if (next is null)
            {
                errors.WriteLine($"'{args[i]} {value}' is not understood; {Usage}");
                return null;
            }

            options = next;
            i++;
        }

        return options;
    }
}
