using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Testing;

/// <summary>What an in-process API server is started with.</summary>
public sealed record KubernetesApiServerOptions
{
    /// <summary>
    /// Annotation by which a workload tells the simulator how it is to end: <c>fail</c> lets a Deployment exceed its deadline and a
    /// Job or Pod fail, <c>progressing</c> leaves it on its way for ever.
    /// </summary>
    public const string SimulateAnnotation = "testing.gitops-toolkit.dev/simulate";

    /// <summary>Loopback port to listen on; 0 lets the system choose one.</summary>
    /// <value>0.</value>
    public int Port { get; init; }

    /// <summary>Bearer token of the administrator; null makes a random one.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Time of the server: timestamps, watch timeouts, bookmarks, the workload simulator.</summary>
    /// <value>The system clock.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the server logs failures of its own; null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>
    /// Lets workloads make progress as controllers and kubelets would: Deployments become available, Jobs complete, claims are bound.
    /// Without it the status of a workload stays as it was written. <see cref="SimulateAnnotation"/> asks for another end.
    /// </summary>
    /// <value>false.</value>
    public bool WorkloadSimulator { get; init; }

    /// <summary>How long after a write the simulator reacts to it.</summary>
    /// <value>100 ms.</value>
    public TimeSpan WorkloadDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Evaluates Roles and bindings for every request; without it every authenticated user may do anything.</summary>
    /// <value>false.</value>
    public bool Rbac { get; init; }

    /// <summary>Creates the <c>default</c> ServiceAccount and the <c>kube-root-ca.crt</c> ConfigMap in every namespace, as a cluster's controllers do.</summary>
    /// <value>false, so that tests see only what they create.</value>
    public bool NamespaceDefaults { get; init; }

    /// <summary>Most events kept per resource for watches that resume; older resource versions answer 410 Gone.</summary>
    /// <value>4096.</value>
    public int WatchHistory { get; init; } = 4096;

    /// <summary>Most requests kept in <see cref="KubernetesApiServer.Requests"/>.</summary>
    /// <value>20,000.</value>
    public int RequestHistory { get; init; } = 20_000;

    /// <summary>Time between bookmarks on a watch that asked for them.</summary>
    /// <value>One minute, like kube-apiserver.</value>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);
}
