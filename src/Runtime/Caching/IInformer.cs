using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>What the host and the test harness see of an informer, whatever it caches.</summary>
internal interface IInformer
{
    /// <summary>Group, version and kind that is cached.</summary>
    GroupVersionKind Gvk { get; }

    /// <summary>How far it has come.</summary>
    InformerState State { get; }

    /// <summary>True while subscribers are being told about a change that the cache holds already.</summary>
    bool IsNotifying { get; }

    /// <summary>Completes when the state is first something other than <see cref="InformerState.Starting"/>.</summary>
    Task Settled { get; }

    /// <summary>What to list to see what this informer should hold; null before the kind is known to be served.</summary>
    InformerScope? Scope { get; }

    /// <summary>Raised after the cache or the state changed.</summary>
    event Action? Changed;

    /// <summary>Keys and versions that are cached.</summary>
    IReadOnlyDictionary<NamespacedName, string> Versions();

    /// <summary>Lists and watches until cancelled; survives whatever the server does.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>The part of the cluster an informer covers.</summary>
/// <param name="Resource">Kind.</param>
/// <param name="Namespace">Namespace; null for all.</param>
/// <param name="LabelSelector">Selector; null for all.</param>
internal sealed record InformerScope(ApiResource Resource, string? Namespace, string? LabelSelector);
