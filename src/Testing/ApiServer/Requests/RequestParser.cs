using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>Reads verb and resource out of method, path and query, as kube-apiserver's RequestInfo does.</summary>
internal static class RequestParser
{
    public static ApiRequest Parse(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var query = request.Query;
        var info = new ApiRequest
        {
            Verb = request.Method.ToLowerInvariant(),
            Path = path,
            UserAgent = request.Headers.UserAgent.ToString(),
            ContentType = MediaType(request.ContentType),
            FieldManager = query["fieldManager"].ToString(),
            DryRun = query["dryRun"].Contains("All"),
        };

        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int index;
        if (segments is ["api", _, _, ..])
        {
            info = info with { Version = segments[1] };
            index = 2;
        }
        else if (segments is ["apis", _, _, _, ..])
        {
            info = info with { Group = segments[1], Version = segments[2] };
            index = 3;
        }
        else
        {
            return info;
        }

        var watchPath = segments[index] == "watch" && segments.Length > index + 1;
        if (watchPath)
        {
            index++;
        }

        info = WithResource(info, segments.AsSpan(index));
        return info with { Verb = VerbOf(request.Method, info.Name.Length > 0, watchPath || IsTrue(query, "watch")) };
    }

    /// <summary>True for a query parameter that is set to true.</summary>
    public static bool IsTrue(IQueryCollection query, string name) => query[name].ToString() is "true" or "1" or "True";

    /// <summary>Content type without parameters, in lower case.</summary>
    public static string MediaType(string? contentType)
    {
        var text = contentType ?? "";
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim().ToLowerInvariant();
    }

    private static ApiRequest WithResource(ApiRequest info, ReadOnlySpan<string> rest)
    {
        if (rest is ["namespaces", var ns, .. var below] && below is not ([] or ["status"] or ["finalize"]))
        {
            info = info with { Namespace = ns };
            rest = below;
        }

        return info with
        {
            Resource = rest.Length > 0 ? rest[0] : "",
            Name = rest.Length > 1 ? rest[1] : "",
            Subresource = rest.Length > 2 ? string.Join('/', rest[2..]!) : "",
        };
    }

    private static string VerbOf(string method, bool named, bool watch) => method switch
    {
        "GET" or "HEAD" => watch ? "watch" : named ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => named ? "delete" : "deletecollection",
        _ => method.ToLowerInvariant(),
    };
}
