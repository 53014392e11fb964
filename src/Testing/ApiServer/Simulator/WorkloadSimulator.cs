using GitOpsToolkit.Testing.ApiServer.GarbageCollection;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.Simulator;

/// <summary>Lets workloads make progress.</summary>
internal sealed class WorkloadSimulator(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, TimeProvider clock, TimeSpan delay) : IServerController, IDisposable
{
    public void OnChange(StoreEvent change)
    {
        _ = (registry, store, writer, clock, delay);
    }

    public void Dispose()
    {
    }
}
