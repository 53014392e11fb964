namespace GitOpsToolkit.Runtime;

/// <summary>The running form of a controller, whatever its kind.</summary>
internal interface IController
{
    /// <summary>Name in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Lease that must be held to work.</summary>
    string LeaseName { get; }

    /// <summary>The kind's informer.</summary>
    IInformer Primary { get; }

    /// <summary>Keys that wait or are worked on.</summary>
    WorkQueue Queue { get; }

    /// <summary>True while workers take keys.</summary>
    bool IsRunning { get; }

    /// <summary>Works until told to stop.</summary>
    /// <param name="stop">No more keys are taken; passes under way end by themselves.</param>
    /// <param name="abort">Passes under way are cancelled.</param>
    Task RunAsync(CancellationToken stop, CancellationToken abort);
}
