using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Kubernetes.Tests.Support;

/// <summary>One watch connection under a test's control: lines go out as they are given.</summary>
internal sealed class WatchScript
{
    private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a client has connected.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes when the client has gone.</summary>
    public Task Closed => _closed.Task;

    public WatchScript Send(string type, string json)
    {
        _lines.Writer.TryWrite($$"""{"type":"{{type}}","object":{{json}}}""" + "\n");
        return this;
    }

    /// <summary>Ends the watch in good order.</summary>
    public void End() => _lines.Writer.TryComplete();

    /// <summary>Breaks the connection; to be used once the client has something of it, or it takes the request for lost.</summary>
    public void Drop() => _lines.Writer.TryWrite(null);

    public async Task RunAsync(HttpContext context, RecordedRequest request)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync();
        _opened.TrySetResult();
        context.RequestAborted.Register(() => _closed.TrySetResult());
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (line is null)
                {
                    context.Abort();
                    return;
                }

                await context.Response.WriteAsync(line, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has left.
        }
    }
}
