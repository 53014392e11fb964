using System.Diagnostics;

namespace GitOpsToolkit.Runtime;

/// <summary>The <c>workqueue_*</c> series of one queue.</summary>
internal sealed class QueueMetrics(RuntimeMetrics metrics, string name)
{
    private readonly KeyValuePair<string, object?> _name = new("name", name);
    private readonly KeyValuePair<string, object?> _controller = new("controller", name);

    public void Added() => metrics.QueueAdds.Add(1, _name, _controller);

    public void Retried() => metrics.QueueRetries.Add(1, _name, _controller);

    public void Depth(int change) => metrics.QueueDepth.Add(change, new TagList([_name, _controller]));

    public void Waited(TimeSpan time) => metrics.QueueWait.Record(time.TotalSeconds, _name, _controller);

    public void Worked(TimeSpan time) => metrics.QueueWork.Record(time.TotalSeconds, _name, _controller);
}
