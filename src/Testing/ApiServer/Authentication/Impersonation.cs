using GitOpsToolkit.Testing.ApiServer.Authorization;
using GitOpsToolkit.Testing.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Authentication;

/// <summary>Lets a user act as another one, when they may.</summary>
internal static class Impersonation
{
    private const string ExtraPrefix = "Impersonate-Extra-";

    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <exception cref="ApiStatusException">The user may not, or names groups without a user.</exception>
    public static ApiUser Apply(HttpRequest request, ApiUser user, IAuthorizer authorizer)
    {
        var headers = request.Headers;
        var name = headers["Impersonate-User"].ToString();
        var groups = headers["Impersonate-Group"].Where(static g => !string.IsNullOrEmpty(g)).Select(static g => g!).ToList();
        var uid = headers["Impersonate-Uid"].ToString();
        var extra = headers
            .Where(static h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(static h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..]).ToLowerInvariant(), static h => (IReadOnlyList<string>)[.. h.Value.Select(static v => v ?? "")], StringComparer.Ordinal);
        if (name.Length == 0)
        {
            return groups.Count == 0 && extra.Count == 0 && uid.Length == 0
                ? user
                : throw ApiErrors.BadRequest("requested [] without impersonating a user").AsInternal();
        }

        var account = name.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && name.Split(':') is { Length: 4 } parts ? (Namespace: parts[2], Name: parts[3]) : default;
        if (account.Name is not null)
        {
            Check(authorizer, user, new AccessAttributes("impersonate", "", "serviceaccounts", "", account.Namespace, account.Name));
            groups = groups.Count > 0 ? groups : ["system:serviceaccounts", $"system:serviceaccounts:{account.Namespace}"];
        }
        else
        {
            Check(authorizer, user, new AccessAttributes("impersonate", "", "users", "", "", name));
        }

        foreach (var group in groups.Where(static g => !g.StartsWith("system:serviceaccounts", StringComparison.Ordinal)))
        {
            Check(authorizer, user, new AccessAttributes("impersonate", "", "groups", "", "", group));
        }

        var impersonated = new ApiUser(name, groups) { Extra = extra, Uid = uid };
        return name == Authenticator.Anonymous.Name ? Authenticator.Anonymous : Authenticator.WithAuthenticated(impersonated);
    }

    private static ApiStatusException AsInternal(this ApiStatusException e) => new(500, "InternalError", $"Internal error occurred: {e.Message}");

    private static void Check(IAuthorizer authorizer, ApiUser user, AccessAttributes attributes)
    {
        if (!authorizer.Allows(user, attributes))
        {
            throw Forbidden.Error(user, attributes);
        }
    }
}
