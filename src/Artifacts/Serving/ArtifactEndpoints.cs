using System.Text;
using GitOpsToolkit.Artifacts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Serves stored artifacts from an existing web application.</summary>
public static class ArtifactEndpoints
{
    /// <summary>
    /// Answers GET and HEAD below the pattern with the files of a storage: Content-Length, Last-Modified, ranges, If-Modified-Since, plain
    /// listings of folders, 404 for everything else. Nothing outside of the storage's root is served.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="storage">Where the files are.</param>
    /// <param name="prefix">Path before the artifact path, for example <c>/artifacts</c>; empty means the root.</param>
    public static IEndpointConventionBuilder MapArtifacts(this IEndpointRouteBuilder endpoints, ArtifactStorage storage, string prefix = "") =>
        endpoints.MapMethods($"{prefix}/{{**path}}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
        {
            var path = context.Request.RouteValues["path"] as string ?? "";
            return Serve(storage, path, context);
        });

    private static IResult Serve(ArtifactStorage storage, string path, HttpContext context)
    {
        if (path.Length == 0)
        {
            return Listing(storage.Root);
        }

        if (storage.Resolve(path) is not { } file)
        {
            return Results.NotFound();
        }

        var info = new FileInfo(file);
        if (Directory.Exists(file))
        {
            return new DirectoryInfo(file).LinkTarget is null ? Listing(file) : Results.NotFound();
        }

        // A link is served only when it leads to a neighbour, as "latest.tar.gz" does.
        if (info.LinkTarget is not null
            && (info.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo { Exists: true } target || target.DirectoryName != info.DirectoryName))
        {
            return Results.NotFound();
        }

        if (!info.Exists)
        {
            return Results.NotFound();
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.File(file, ContentTypeOf(info.Extension), lastModified: new DateTimeOffset(info.LastWriteTimeUtc), enableRangeProcessing: true);
    }

    private static IResult Listing(string folder)
    {
        var text = new StringBuilder("<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n");
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            var name = entry is DirectoryInfo ? entry.Name + "/" : entry.Name;
            text.Append("<a href=\"").Append(Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)).Append("\">")
                .Append(System.Net.WebUtility.HtmlEncode(name)).Append("</a>\n");
        }

        return Results.Content(text.Append("</pre>\n").ToString(), "text/html; charset=utf-8");
    }

    private static string ContentTypeOf(string extension) => extension switch
    {
        ".gz" or ".tgz" => "application/gzip",
        ".yaml" => "application/yaml",
        _ => "application/octet-stream",
    };
}
