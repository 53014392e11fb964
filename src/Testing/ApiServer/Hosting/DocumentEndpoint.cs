using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Discovery;
using GitOpsToolkit.Testing.ApiServer.OpenApi;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Requests for no object: discovery, OpenAPI, version and health.</summary>
internal sealed class DocumentEndpoint
{
    /// <summary>The Kubernetes release whose behaviour this server has.</summary>
    private const string GitVersion = "v1.33.4";

    private readonly ResourceRegistry _registry;
    private readonly ApiServerFaults _faults;
    private readonly Lock _gate = new();
    private long _seen = -1;
    private DiscoveryDocuments _discovery = new([]);
    private OpenApiDocuments _openApi = new([]);

    public DocumentEndpoint(ResourceRegistry registry, ApiServerFaults faults)
    {
        _registry = registry;
        _faults = faults;
        faults.DiscoveryFreezing += () => Refresh(force: true);
    }

    public Task HandleAsync(HttpContext context, ApiRequest request, ApiResponse response)
    {
        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (request.Verb is not ("get" or "head"))
        {
            throw segments is ["api" or "apis" or "openapi" or "version" or "healthz" or "livez" or "readyz", ..] ? ApiErrors.MethodNotAllowed() : ApiErrors.NoSuchPath();
        }

        switch (segments)
        {
            case ["healthz" or "livez" or "readyz", ..]:
                return response.SendAsync(200, "text/plain; charset=utf-8", static o => Encoding.UTF8.GetBytes("ok", o));
            case ["version"]:
                return SendAsync(response, Version());
            case ["openapi", "v2"]:
                Refresh(force: false);
                return SendCachedAsync(context, response, "application/json", () => _openApi.Version2());
        }

        Refresh(force: false);
        if (AggregatedVersion(context.Request) is { } aggregated && segments is ["api"] or ["apis"])
        {
            return SendCachedAsync(context, response, $"application/json;g=apidiscovery.k8s.io;v={aggregated};as=APIGroupDiscoveryList", () => _discovery.Aggregated(segments[0] == "api", aggregated!));
        }

        var document = segments switch
        {
            [] => new JsonObject { ["paths"] = new JsonArray("/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version") },
            ["api"] => DiscoveryDocuments.CoreVersions(context.Request.Host.Value ?? ""),
            ["api", var version] => _discovery.Resources("", version),
            ["apis"] => _discovery.Groups(),
            ["apis", var group] => _discovery.Group(group),
            ["apis", var group, var version] => _discovery.Resources(group, version),
            ["openapi", "v3"] => _openApi.Index(),
            ["openapi", "v3", "api", var version] => _openApi.Document("", version),
            ["openapi", "v3", "apis", var group, var version] => _openApi.Document(group, version),
            _ => null,
        };
        return SendAsync(response, document ?? throw (IsOfKnownGroup(segments) ? ApiErrors.NoSuchResource() : ApiErrors.NoSuchPath()));
    }

    private bool IsOfKnownGroup(string[] segments) => segments is ["api", _] || (segments is ["apis", var group, _] && _registry.Serves(group));

    private static Task SendAsync(ApiResponse response, JsonObject document) =>
        response.SendAsync(200, "application/json", o => JsonText.Write(o, document));

    /// <summary>Clients keep the big documents and ask with their ETag.</summary>
    private static Task SendCachedAsync(HttpContext context, ApiResponse response, string contentType, Func<JsonObject> make)
    {
        var body = JsonText.Bytes(make());
        var tag = $"\"{Convert.ToHexString(SHA256.HashData(body))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Vary = "Accept";
        return context.Request.Headers.IfNoneMatch.ToString() == tag
            ? response.SendAsync(304, contentType, static _ => { })
            : response.SendAsync(200, contentType, o => o.Write(body));
    }

    private static string? AggregatedVersion(HttpRequest request)
    {
        foreach (var part in request.Headers.Accept.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) && part.StartsWith("application/json", StringComparison.Ordinal))
            {
                return part.Contains("v=v2beta1", StringComparison.Ordinal) ? "v2beta1" : "v2";
            }

            if (part is "application/json")
            {
                return null;
            }
        }

        return null;
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "33",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "33",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "32",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "go1.24.5",
        ["compiler"] = "gc",
        ["platform"] = "linux/amd64",
    };

    private void Refresh(bool force)
    {
        lock (_gate)
        {
            if ((_faults.StaleDiscovery && !force) || _registry.Version == _seen)
            {
                return;
            }

            _seen = _registry.Version;
            var resources = _registry.All.ToList();
            _discovery = new DiscoveryDocuments(resources);
            _openApi = new OpenApiDocuments(resources);
        }
    }
}
