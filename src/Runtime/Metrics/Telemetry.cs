using System.Diagnostics;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Traces of the runtime.</summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new(RuntimeMetrics.MeterName);

    /// <summary>The span of one pass; null when nobody listens.</summary>
    public static Activity? StartPass(string controller, NamespacedName key, string id)
    {
        var activity = Source.StartActivity("reconcile");
        activity?.SetTag("controller", controller);
        activity?.SetTag("k8s.namespace.name", key.Namespace);
        activity?.SetTag("k8s.object.name", key.Name);
        activity?.SetTag("reconcile.id", id);
        return activity;
    }
}
