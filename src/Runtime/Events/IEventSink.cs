namespace GitOpsToolkit.Runtime;

/// <summary>A place events go to besides the Kubernetes API and the notification address; register any number in DI.</summary>
public interface IEventSink
{
    /// <summary>Takes an event. Called on the thread of the pass: hand over and return, never block, never throw.</summary>
    void Publish(ControllerEvent occurrence);
}
