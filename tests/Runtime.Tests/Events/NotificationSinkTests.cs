using System.Net;
using System.Text.Json.Nodes;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsToolkit.Runtime.Tests.Events;

public sealed class NotificationSinkTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Publish_Warning_PostsThePayloadOfFlux()
    {
        using var receiver = new Receiver(HttpStatusCode.Accepted);
        await using var sink = NewSink(receiver);
        var widget = Widget.Named("w", configure: w => w.Metadata.Annotations = new(StringComparer.Ordinal)
        {
            ["event.toolkit.fluxcd.io/cluster"] = "test",
            ["other"] = "left out",
        });

        new EventRecorder([sink], _clock, "pod-1").Record(
            "widget-controller", widget, EventFlavor.Warning, "BuildFailed", "https://u:p@host failed", new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" });

        var body = JsonNode.Parse(await receiver.NextAsync())!;
        JsonNode.DeepEquals(body, JsonNode.Parse("""
            {
              "involvedObject": { "kind": "Widget", "namespace": "default", "name": "w", "uid": "uid-w", "apiVersion": "demo.example.com/v1", "resourceVersion": "10" },
              "severity": "error", "timestamp": "2026-01-01T12:00:00Z", "message": "https://u:*****@host failed", "reason": "BuildFailed",
              "metadata": { "event.toolkit.fluxcd.io/cluster": "test", "k": "v" },
              "reportingController": "widget-controller", "reportingInstance": "pod-1"
            }
            """)).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task Publish_ServerError_IsTriedAgain()
    {
        using var receiver = new Receiver(HttpStatusCode.BadGateway, HttpStatusCode.OK);
        await using var sink = NewSink(receiver);

        Record(sink, EventFlavor.Normal);
        await receiver.NextAsync();
        await receiver.AdvanceToNextAsync(_clock);

        receiver.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Publish_TooManyRequests_IsNotTriedAgain()
    {
        using var receiver = new Receiver(HttpStatusCode.TooManyRequests, HttpStatusCode.OK);
        await using var sink = NewSink(receiver);
        var idle = new TaskCompletionSource();
        sink.BecameIdle += () => idle.TrySetResult();

        Record(sink, EventFlavor.Normal);
        await idle.Task.WaitAsync(TestContext.Current.CancellationToken);

        receiver.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Publish_Trace_IsNotPosted()
    {
        using var receiver = new Receiver();
        await using var sink = NewSink(receiver);

        Record(sink, EventFlavor.Trace);

        sink.IsIdle.ShouldBeTrue();
        receiver.Requests.ShouldBe(0);
    }

    private NotificationSink NewSink(Receiver receiver) => new("http://notification.test/", receiver, _clock, null, NullLogger.Instance);

    private void Record(IEventSink sink, EventFlavor flavor) =>
        new EventRecorder([sink], _clock).Record("widget-controller", Widget.Named("w"), flavor, "Reason", "message");

    /// <summary>Answers with the given codes, in order.</summary>
    private sealed class Receiver(params HttpStatusCode[] answers) : HttpMessageHandler
    {
        private readonly System.Threading.Channels.Channel<string> _bodies = System.Threading.Channels.Channel.CreateUnbounded<string>();
        private int _requests;

        public int Requests => _requests;

        public async Task<string> NextAsync() => await _bodies.Reader.ReadAsync(TestContext.Current.CancellationToken);

        /// <summary>Moves the clock until the next request comes: the retry pause starts some time after the answer.</summary>
        public async Task AdvanceToNextAsync(ManualTimeProvider clock)
        {
            var next = NextAsync();
            while (!next.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await next;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var index = Interlocked.Increment(ref _requests) - 1;
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            _bodies.Writer.TryWrite(body);
            return new(answers[index]);
        }
    }
}
