using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using GitOpsToolkit.Testing.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Sends answers, in pieces or not at all when a fault wants it so.</summary>
internal sealed class ApiResponse(HttpContext context)
{
    private const int SlowPiece = 64;

    /// <summary>Close the connection instead of answering.</summary>
    public bool LoseResponse { get; set; }

    /// <summary>Pause between small pieces of the body.</summary>
    public (TimeSpan Time, TimeProvider Clock)? Pause { get; set; }

    /// <summary>Adds a Warning header, which kubectl prints.</summary>
    public void Warn(string text) =>
        context.Response.Headers.Append("Warning", $"299 - \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    public async Task SendAsync(int statusCode, string contentType, Action<IBufferWriter<byte>> write)
    {
        if (LoseResponse)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = statusCode;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, private";
        if (Pause is { } pause)
        {
            var buffer = new ArrayBufferWriter<byte>();
            write(buffer);
            await SendSlowlyAsync(buffer.WrittenMemory, pause).ConfigureAwait(false);
            return;
        }

        write(response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Starts a stream of events.</summary>
    public PipeWriter StartStream()
    {
        var response = context.Response;
        response.StatusCode = 200;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-cache, private";
        return response.BodyWriter;
    }

    public async Task SendStatusAsync(ApiStatusException error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)wait.TotalSeconds).ToString();
        }

        if (error.Code == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"kubernetes-master\"";
        }

        if (error.IsPlain)
        {
            await SendAsync(error.Code, "text/plain; charset=utf-8", o => Encoding.UTF8.GetBytes(error.Message, o)).ConfigureAwait(false);
            return;
        }

        await SendAsync(error.Code, "application/json", o => JsonText.Write(o, error.ToStatus())).ConfigureAwait(false);
    }

    private async Task SendSlowlyAsync(ReadOnlyMemory<byte> body, (TimeSpan Time, TimeProvider Clock) pause)
    {
        for (var at = 0; at < body.Length; at += SlowPiece)
        {
            await context.Response.Body.WriteAsync(body.Slice(at, Math.Min(SlowPiece, body.Length - at)), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await Task.Delay(pause.Time, pause.Clock, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
