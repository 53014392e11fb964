using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>Turns failures of the server into exceptions.</summary>
internal static class StatusReader
{
    private const int MaxErrorBody = 1024 * 1024;
    private const int MaxQuotedText = 512;

    public static async ValueTask<KubernetesApiException> ReadAsync(
        HttpResponseMessage response, ApiRequest request, TimeProvider time, CancellationToken ct)
    {
        using var body = new PooledBuffer(4096);
        var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        while (body.Length < MaxErrorBody && await body.ReadAsync(stream, ct).ConfigureAwait(false))
        {
        }

        var status = TryParse(body.Written);
        var retryAfter = RetryAfter(response, time);
        return status is null
            ? Untyped(response.StatusCode, Quote(body.Written), request, retryAfter)
            : FromStatus(status, response.StatusCode, retryAfter);
    }

    /// <summary>The exception a <c>Status</c> object stands for.</summary>
    public static KubernetesApiException FromStatus(JsonObject status, HttpStatusCode? code = null, TimeSpan? retryAfter = null)
    {
        var details = status["details"] as JsonObject;
        var seconds = details?.GetInteger("retryAfterSeconds") ?? 0;
        var number = code ?? (HttpStatusCode)(status.GetInteger("code") ?? (int)HttpStatusCode.InternalServerError);
        var message = status.GetText("message");
        return new KubernetesApiException(
            number,
            status.GetText("reason") ?? "",
            string.IsNullOrEmpty(message) ? $"the server answered {(int)number}" : message)
        {
            Status = status,
            Causes = Causes(details),
            RetryAfter = retryAfter ?? (seconds > 0 ? TimeSpan.FromSeconds(seconds) : null),
        };
    }

    /// <summary>How long the header asks to wait: seconds, or a date.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.ToString();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
        {
            return null;
        }

        var wait = until - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static JsonObject? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            var root = body.Length == 0 ? null : ObjectReader.Parse(body);
            return root?.GetText("kind") == "Status" ? root : null;
        }
        catch (JsonException)
        {
            return null; // a proxy's page, or plain text
        }
    }

    private static StatusCause[] Causes(JsonObject? details)
    {
        if (details?["causes"] is not JsonArray causes)
        {
            return [];
        }

        return [.. causes.OfType<JsonObject>().Select(cause => new StatusCause(
            cause.GetText("reason") ?? "", cause.GetText("message") ?? "", cause.GetText("field") ?? ""))];
    }

    // Reasons as client-go derives them from the code alone, so that callers' predicates hold behind a proxy as well.
    private static KubernetesApiException Untyped(HttpStatusCode code, string text, ApiRequest request, TimeSpan? retryAfter)
    {
        var (reason, message) = code switch
        {
            HttpStatusCode.BadRequest => ("BadRequest", "the server rejected the request as malformed"),
            HttpStatusCode.Unauthorized => ("Unauthorized", "the server asks for credentials it knows; they are missing, wrong or expired"),
            HttpStatusCode.Forbidden => ("Forbidden", "the server denies access"),
            HttpStatusCode.NotFound => ("NotFound", "the server could not find the requested resource"),
            HttpStatusCode.MethodNotAllowed => ("MethodNotAllowed", "the server does not allow this method on the requested resource"),
            HttpStatusCode.NotAcceptable => ("NotAcceptable", "the server offers none of the accepted formats"),
            HttpStatusCode.Conflict when request.Method == HttpMethod.Post => ("AlreadyExists", "the server reports that the object exists already"),
            HttpStatusCode.Conflict => ("Conflict", "the server reports a conflict"),
            HttpStatusCode.Gone => ("Expired", "the requested version is no longer kept"),
            HttpStatusCode.RequestEntityTooLarge => ("RequestEntityTooLarge", "the request is too large for the server"),
            HttpStatusCode.UnsupportedMediaType => ("UnsupportedMediaType", "the server does not understand the format of the request"),
            HttpStatusCode.UnprocessableEntity => ("Invalid", "the server found the object invalid"),
            HttpStatusCode.TooManyRequests => ("TooManyRequests", "the server is busy"),
            HttpStatusCode.ServiceUnavailable => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            HttpStatusCode.GatewayTimeout => ("Timeout", "the server did not answer in time"),
            >= HttpStatusCode.InternalServerError => ("InternalError", "the server failed"),
            _ => ("", $"the server answered {(int)code}"),
        };
        var path = request.Path.AsSpan(0, request.Path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : request.Path.Length);
        return new KubernetesApiException(code, reason, $"{message} ({request.Method} {path}){(text.Length == 0 ? "" : ": " + text)}")
        {
            RetryAfter = retryAfter,
        };
    }

    private static string Quote(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxQuotedText)]).Trim();
        return text.StartsWith('<') ? "" : text.ReplaceLineEndings(" ");
    }
}
