using System.Globalization;
using System.Text;
using GitOpsToolkit.Git.Internal;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.Git;

/// <summary>Runs <c>git http-backend</c> for one request: CGI variables in, headers and body out.</summary>
internal static class HttpBackend
{
    public static async Task RunAsync(HttpContext context, string root, string path, GitEnvironment environment, CancellationToken ct)
    {
        var request = context.Request;
        environment.Set("GIT_PROJECT_ROOT", root);
        environment.Set("GIT_HTTP_EXPORT_ALL", "1");
        environment.Set("PATH_INFO", "/" + path);
        environment.Set("REQUEST_METHOD", request.Method);
        environment.Set("QUERY_STRING", request.QueryString.Value?.TrimStart('?') ?? "");
        environment.Set("CONTENT_TYPE", request.ContentType ?? "");
        environment.Set("REMOTE_ADDR", "127.0.0.1");
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding)
        {
            environment.Set("HTTP_CONTENT_ENCODING", encoding);
        }

        if (request.Headers["Git-Protocol"].ToString() is { Length: > 0 } protocol)
        {
            environment.Set("GIT_PROTOCOL", protocol);
        }

        var backend = GitProcess.Start(environment, ["http-backend"], ct);
        await using (backend.ConfigureAwait(false))
        {
            var sending = SendAsync(request.Body, backend.Input, ct);
            var output = new BufferedStream(backend.Output);
            await using (output.ConfigureAwait(false))
            {
                await CopyHeadersAsync(output, context.Response, ct).ConfigureAwait(false);
                await output.CopyToAsync(context.Response.Body, ct).ConfigureAwait(false);
            }

            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAsync(Stream body, Stream input, CancellationToken ct)
    {
        await using (input.ConfigureAwait(false))
        {
            await body.CopyToAsync(input, ct).ConfigureAwait(false);
        }
    }

    private static async Task CopyHeadersAsync(Stream output, HttpResponse response, CancellationToken ct)
    {
        while (await ReadLineAsync(output, ct).ConfigureAwait(false) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name == "Status")
            {
                response.StatusCode = int.Parse(value.AsSpan(0, 3), CultureInfo.InvariantCulture);
            }
            else
            {
                response.Headers.Append(name, value);
            }
        }
    }

    private static async Task<string> ReadLineAsync(Stream output, CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one, ct).ConfigureAwait(false) == 1 && one[0] != '\n')
        {
            if (one[0] != '\r')
            {
                line.Append((char)one[0]);
            }
        }

        return line.ToString();
    }
}
