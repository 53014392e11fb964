using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GitOpsToolkit.Runtime;

/// <summary>Sends traces and metrics to an OpenTelemetry collector.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Sources = "GitOpsToolkit.*";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpExport(TracerProvider traces, MeterProvider metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Starts exporting; null when no endpoint is set.</summary>
    /// <remarks>Headers, protocol and the service name come from the standard <c>OTEL_…</c> environment variables.</remarks>
    public static OtlpExport? Start(string? endpoint)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            return null;
        }

        void Target(OtlpExporterOptions options) => options.Endpoint = new Uri(endpoint);
        var resource = ResourceBuilder.CreateDefault().AddEnvironmentVariableDetector();
        return new(
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter(Target).Build(),
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Sources).AddOtlpExporter(Target).Build());
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
