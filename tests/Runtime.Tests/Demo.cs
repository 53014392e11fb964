using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime.Tests;

public sealed class WidgetSpec
{
    public string? Source { get; set; }

    public string? Secret { get; set; }

    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    public bool? Suspend { get; set; }
}

public sealed class WidgetStatus : ConditionedStatus
{
    public string? Url { get; set; }

    public List<string>? Parts { get; set; }
}

/// <summary>A small kind for tests.</summary>
public sealed class Widget : Resource<WidgetSpec, WidgetStatus>, IResource<Widget>
{
    public static ResourceInfo<Widget> Info { get; } = new()
    {
        Group = "demo.example.com",
        Version = "v1",
        Kind = "Widget",
        Plural = "widgets",
    };

    public static Widget Named(string name, string ns = "default", Action<Widget>? configure = null)
    {
        var widget = new Widget
        {
            ApiVersion = Info.ApiVersion,
            Kind = Info.Kind,
            Metadata = { Name = name, Namespace = ns, Generation = 1, Uid = $"uid-{name}", ResourceVersion = "10" },
        };
        configure?.Invoke(widget);
        return widget;
    }
}

/// <summary>A reconciler that does what the test says.</summary>
public sealed class ScriptedReconciler : IReconciler<Widget>, IFinalizes<Widget>
{
    public Func<ReconcileContext<Widget>, CancellationToken, Task<Outcome>> OnReconcile { get; set; } =
        static (context, _) => Task.FromResult(context.Ready("Succeeded", "done", context.Object.Spec.Interval));

    public Func<ReconcileContext<Widget>, CancellationToken, Task<Outcome>> OnFinalize { get; set; } =
        static (_, _) => Task.FromResult(Outcome.Done);

    public Dictionary<NamespacedName, int> Passes { get; } = [];

    public int Finalized { get; private set; }

    public Task<Outcome> ReconcileAsync(ReconcileContext<Widget> context, CancellationToken cancellationToken)
    {
        lock (Passes)
        {
            Passes[context.Key] = Passes.GetValueOrDefault(context.Key) + 1;
        }

        return OnReconcile(context, cancellationToken);
    }

    public Task<Outcome> FinalizeAsync(ReconcileContext<Widget> context, CancellationToken cancellationToken)
    {
        Finalized++;
        return OnFinalize(context, cancellationToken);
    }

    public int PassesOf(string name, string ns = "default")
    {
        lock (Passes)
        {
            return Passes.GetValueOrDefault(new(ns, name));
        }
    }
}
