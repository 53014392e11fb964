using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Measurements under the assembly's name.</summary>
internal static class Telemetry
{
    public const string Name = "GitOpsToolkit.Kubernetes";

    /// <summary>Code label of a request that got no answer, as client-go writes it.</summary>
    public const string NoAnswer = "<error>";

    private static readonly Meter Meter = new(Name);
    private static readonly string[] Codes = [.. Enumerable.Range(0, 600).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "rest_client_requests_total", description: "Number of HTTP requests, partitioned by status code, method, and host.");

    public static ActivitySource Activities { get; } = new(Name);

    public static void Count(int? code, HttpMethod method, string host)
    {
        if (Requests.Enabled)
        {
            Requests.Add(
                1,
                new("code", code is >= 0 and < 600 ? Codes[code.Value] : NoAnswer),
                new("method", method.Method),
                new("host", host));
        }
    }
}
