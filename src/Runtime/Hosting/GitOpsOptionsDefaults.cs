using Microsoft.Extensions.Options;

namespace GitOpsToolkit.Runtime;

/// <summary>Fills in what the environment says where the options say nothing.</summary>
internal sealed class GitOpsOptionsDefaults : IPostConfigureOptions<GitOpsOptions>
{
    /// <summary>Names the namespace of the pod.</summary>
    public const string RuntimeNamespaceVariable = "RUNTIME_NAMESPACE";

    /// <summary>Names the OTLP collector.</summary>
    public const string OtlpEndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public void PostConfigure(string? name, GitOpsOptions options)
    {
        options.RuntimeNamespace ??= Read(RuntimeNamespaceVariable);
        options.OtlpEndpoint ??= Read(OtlpEndpointVariable);
    }

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
