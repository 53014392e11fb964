using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.Registry;

/// <summary>Who may come in, and the token service.</summary>
internal sealed class RegistryGate(RegistryServerOptions options)
{
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public bool Admits(HttpContext context, string realm)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        var writes = !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        var isAdmitted = options.Authentication switch
        {
            RegistryAuthentication.None => true,
            RegistryAuthentication.Basic => authorization == Basic,
            _ => authorization.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.TryGetValue(authorization["Bearer ".Length..], out var scope)
                && (!writes || scope.EndsWith("push", StringComparison.Ordinal)),
        };
        if (!isAdmitted)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = options.Authentication == RegistryAuthentication.Basic
                ? "Basic realm=\"registry\""
                : $"Bearer realm=\"{realm}\",service=\"registry\",scope=\"repository:x:pull\"";
        }

        return isAdmitted;
    }

    public async Task GiveTokenAsync(HttpContext context)
    {
        var (isKnown, scope) = HttpMethods.IsPost(context.Request.Method)
            ? await ReadFormAsync(context.Request).ConfigureAwait(false)
            : (context.Request.Headers.Authorization == Basic, context.Request.Query["scope"].ToString());
        if (!isKnown && (options.Authentication != RegistryAuthentication.BearerAnonymousPull || scope.EndsWith("push", StringComparison.Ordinal) || context.Request.Headers.Authorization.Count > 0))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        _tokens[token] = scope;
        await context.Response.WriteAsJsonAsync(new { token, expires_in = 300 }).ConfigureAwait(false);
    }

    private string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}"));

    private async Task<(bool IsKnown, string Scope)> ReadFormAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync().ConfigureAwait(false);
        return (form["grant_type"] == "refresh_token" && form["refresh_token"] == options.IdentityToken, form["scope"].ToString());
    }
}
