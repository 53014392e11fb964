using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>The failures of the API with kube-apiserver's words, which clients and people match on.</summary>
internal static class ApiErrors
{
    private const int MaxShownBody = 2048;

    public static ApiStatusException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} \"{name}\" not found") { Details = About(name, resource.Group, resource.Resource) };

    /// <summary>No such resource in a version that is served.</summary>
    public static ApiStatusException NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource") { Details = [] };

    /// <summary>No such path, group or version.</summary>
    public static ApiStatusException NoSuchPath() => new(404, "NotFound", "404 page not found\n") { IsPlain = true };

    public static ApiStatusException AlreadyExists(GroupResource resource, string name) =>
        new(409, "AlreadyExists", $"{resource} \"{name}\" already exists") { Details = About(name, resource.Group, resource.Resource) };

    public static ApiStatusException Conflict(GroupResource resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} \"{name}\": {why}") { Details = About(name, resource.Group, resource.Resource) };

    public static ApiStatusException Modified(GroupResource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>A body that cannot be read as what the path is about.</summary>
    public static ApiStatusException Unrecognized(string kind, string problem, string body) =>
        BadRequest($"the object provided is unrecognized (must be of type {kind}): {problem} ({(body.Length > MaxShownBody ? body[..MaxShownBody] + " ..." : body)})");

    public static ApiStatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiStatusException Forbidden(GroupResource resource, string name, string why) =>
        new(403, "Forbidden", name.Length == 0 ? $"{resource} is forbidden: {why}" : $"{resource} \"{name}\" is forbidden: {why}")
        {
            Details = About(name, resource.Group, resource.Resource),
        };

    public static ApiStatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiStatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") { Details = [] };

    public static ApiStatusException UnsupportedMediaType(string supported) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {supported}");

    /// <summary>A patch of a kind that is not known, or not known for this resource.</summary>
    public static ApiStatusException UnsupportedPatch() => new(415, "UnsupportedMediaType", "415: Unsupported Media Type") { Details = [] };

    public static ApiStatusException NotAcceptable(string supported) =>
        new(406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {supported}") { Details = [] };

    public static ApiStatusException TooLarge(long limit) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static ApiStatusException TooManyRequests(TimeSpan retryAfter) =>
        new(429, "TooManyRequests", "Too many requests, please try again later.") { RetryAfter = retryAfter, Details = [] };

    public static ApiStatusException Internal(string message) =>
        new(500, "InternalError", $"Internal error occurred: {message}") { Details = new() { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) } };

    public static ApiStatusException Expired(string message) => new(410, "Expired", message);

    /// <summary>The resource version is older than the history.</summary>
    public static ApiStatusException TooOld(long requested, long oldest) => Expired($"too old resource version: {requested} ({oldest})");

    public static JsonObject About(string name, string group, string kindOrResource)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kindOrResource.Length > 0)
        {
            details["kind"] = kindOrResource;
        }

        return details;
    }
}
