using GitOpsToolkit.Api;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>Everything the passes of one controller have in common.</summary>
internal sealed class ReconcilePassFactory<T>
    where T : Resource, IConditioned, IResource<T>
{
    public ReconcilePassFactory(ControllerBuilder<T> definition, IReconciler<T> reconciler, ControllerServices services, Informer<T> informer)
    {
        Definition = definition;
        Reconciler = reconciler;
        Finalizes = reconciler as IFinalizes<T>;
        Services = services;
        Writer = new(services.Client, informer, definition.Options.FieldManager, services.Clock);
        Log = services.Logs.CreateLogger($"GitOpsToolkit.Controllers.{T.Info.Kind}");
        ControllerLog = new(Log);
    }

    public ControllerBuilder<T> Definition { get; }

    public IReconciler<T> Reconciler { get; }

    public IFinalizes<T>? Finalizes { get; }

    public ControllerServices Services { get; }

    public ObjectWriter<T> Writer { get; }

    public ILogger Log { get; }

    public ControllerLog ControllerLog { get; }

    public ReconcilePass<T> Create(T snapshot, WorkItem item) => new(this, snapshot, item);
}
