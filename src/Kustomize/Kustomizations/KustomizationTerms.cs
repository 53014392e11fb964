using GitOpsToolkit.Api.Kustomize;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Names and texts of the wire, and the small rules that go with them.</summary>
internal static class KustomizationTerms
{
    public const string Finalizer = "finalizers.fluxcd.io";
    public const string Component = "kustomize-controller";
    public const string StatusManager = "gotk-kustomize-controller";
    public const string Healthy = "Healthy";

    public const string ArtifactFailed = "ArtifactFailed";
    public const string BuildFailed = "BuildFailed";
    public const string FeatureGateDisabled = "FeatureGateDisabled";
    public const string PruneFailed = "PruneFailed";
    public const string PruneLimitExceeded = "PruneLimitExceeded";
    public const string HealthCheckFailed = "HealthCheckFailed";
    public const string HealthCheckCanceled = "HealthCheckCanceled";
    public const string InvalidCelExpression = "InvalidCELExpression";

    public const string TerminalError = "Reconciliation failed terminally due to configuration error";

    /// <summary>Longest time messages, health checks and terminations get at least.</summary>
    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The timeout of a spec: its own or half a minute less than its interval, and never less than half a minute.</summary>
    public static TimeSpan EffectiveTimeout(this KustomizationSpec spec)
    {
        var timeout = spec.Timeout ?? spec.Interval - MinTimeout;
        return timeout < MinTimeout ? MinTimeout : timeout;
    }

    /// <summary>Delay after a failure.</summary>
    public static TimeSpan EffectiveRetryInterval(this KustomizationSpec spec) => spec.RetryInterval ?? spec.Interval;
}
