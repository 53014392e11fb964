using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Testing;

/// <summary>What a <see cref="ControllerHarness"/> is started with.</summary>
public sealed record ControllerHarnessOptions
{
    /// <summary>The API server to use, for example the one of another replica; null starts one that the harness owns.</summary>
    public KubernetesApiServer? Server { get; init; }

    /// <summary>
    /// A running cluster to use instead of an API server of this process, to find out whether the two make a difference. Faults, the
    /// request log and whatever else <see cref="ControllerHarness.Server"/> offers are not there then.
    /// </summary>
    public ClusterConfig? Cluster { get; init; }

    /// <summary>The clock; null makes one.</summary>
    public ManualTimeProvider? Clock { get; init; }

    /// <summary>Adjusts the shared options.</summary>
    public Action<GitOpsOptions>? Configure { get; init; }

    /// <summary>Adds services the reconcilers need.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Where the log goes; null for nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Longest time <see cref="ControllerHarness.SettledAsync"/> waits, by the system clock.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
