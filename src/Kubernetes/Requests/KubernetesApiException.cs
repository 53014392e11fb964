using System.Net;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kubernetes;

/// <summary>The API server answered with a failure. The message is the server's own.</summary>
public sealed class KubernetesApiException : Exception
{
    /// <summary>States a failure.</summary>
    /// <param name="code">HTTP status.</param>
    /// <param name="reason">Reason of the <c>Status</c>, for example <c>NotFound</c>; empty when the server gave none.</param>
    /// <param name="message">The server's message.</param>
    public KubernetesApiException(HttpStatusCode code, string reason, string message)
        : base(message)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Code { get; }

    /// <summary>Reason of the <c>Status</c>, for example <c>NotFound</c>; empty when the server gave none.</summary>
    public string Reason { get; }

    /// <summary>Details, for example one per conflicting field of a server-side apply.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The <c>Status</c> as received; null when the answer was none.</summary>
    public JsonObject? Status { get; init; }

    /// <summary>The object, or the path, does not exist.</summary>
    public bool IsNotFound => Is("NotFound", HttpStatusCode.NotFound);

    /// <summary>An object of that name exists already.</summary>
    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The object changed meanwhile, or another manager owns a field.</summary>
    public bool IsConflict => Is("Conflict", HttpStatusCode.Conflict);

    /// <summary>The object breaks a rule of its schema or of admission.</summary>
    public bool IsInvalid => Is("Invalid", HttpStatusCode.UnprocessableEntity);

    /// <summary>The identity may not do this.</summary>
    public bool IsForbidden => Is("Forbidden", HttpStatusCode.Forbidden);

    /// <summary>The identity is unknown or has expired.</summary>
    public bool IsUnauthorized => Is("Unauthorized", HttpStatusCode.Unauthorized);

    /// <summary>The request makes no sense to the server.</summary>
    public bool IsBadRequest => Is("BadRequest", HttpStatusCode.BadRequest);

    /// <summary>The version or continuation asked for is no longer kept; list again.</summary>
    public bool IsExpired => Reason is "Expired" or "Gone" || Is("Expired", HttpStatusCode.Gone);

    /// <summary>The server is busy.</summary>
    public bool IsTooManyRequests => Is("TooManyRequests", HttpStatusCode.TooManyRequests);

    /// <summary>The server, or a server behind it, is not there at the moment.</summary>
    public bool IsServiceUnavailable => Is("ServiceUnavailable", HttpStatusCode.ServiceUnavailable);

    /// <summary>The server took too long.</summary>
    public bool IsTimeout => Reason is "Timeout" or "ServerTimeout" || Is("Timeout", HttpStatusCode.GatewayTimeout);

    /// <summary>The kind does not offer the verb.</summary>
    public bool IsMethodNotSupported => Is("MethodNotAllowed", HttpStatusCode.MethodNotAllowed);

    /// <summary>The object is too large to store.</summary>
    public bool IsRequestEntityTooLarge => Is("RequestEntityTooLarge", HttpStatusCode.RequestEntityTooLarge);

    /// <summary>The namespace is being deleted, so nothing can be created in it.</summary>
    public bool IsNamespaceTerminating => HasCause("NamespaceTerminating");

    /// <summary>True when one of the causes has this reason.</summary>
    public bool HasCause(string reason) => Causes.Any(cause => cause.Reason == reason);

    // As client-go does: the reason decides, and the code only speaks when the server gave no reason.
    private bool Is(string reason, HttpStatusCode code) => Reason == reason || (Reason.Length == 0 && Code == code);
}
