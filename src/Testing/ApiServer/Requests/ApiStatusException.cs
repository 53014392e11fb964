using System.Text.Json.Nodes;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>A request that cannot be fulfilled, with what the client is told.</summary>
internal sealed class ApiStatusException(int code, string reason, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public JsonObject? Details { get; init; }

    /// <summary>List metadata of the Status; null for none.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>Goes out as a Retry-After header and as details.retryAfterSeconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer is the message as it is, from before any API was found that would word a Status.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The Status object of the answer.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Metadata?.DeepClone() ?? new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
        {
            status["reason"] = Reason;
        }

        var details = (JsonObject?)Details?.DeepClone();
        if (RetryAfter is { } wait)
        {
            details ??= [];
            details["retryAfterSeconds"] = Math.Max(1, (int)wait.TotalSeconds);
        }

        if (details is not null)
        {
            status["details"] = details;
        }

        status["code"] = Code;
        return status;
    }
}
