using GitOpsToolkit.Runtime;

namespace GitOpsToolkit.Testing;

/// <summary>Keeps every event in memory.</summary>
internal sealed class RecordingEventSink : IEventSink
{
    private readonly Lock _gate = new();
    private readonly List<ControllerEvent> _events = [];

    public IReadOnlyList<ControllerEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public void Publish(ControllerEvent occurrence)
    {
        lock (_gate)
        {
            _events.Add(occurrence);
        }
    }
}
