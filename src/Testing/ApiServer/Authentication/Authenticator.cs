using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Authentication;

/// <summary>Finds out who sends a request: a bearer token, a client certificate, or nobody.</summary>
internal sealed class Authenticator(TimeProvider clock)
{
    public const string MastersGroup = "system:masters";
    public const string AuthenticatedGroup = "system:authenticated";
    public const string UnauthenticatedGroup = "system:unauthenticated";

    private readonly ConcurrentDictionary<string, (ApiUser User, DateTimeOffset? Expires)> _tokens = new(StringComparer.Ordinal);

    public static ApiUser Anonymous { get; } = new("system:anonymous", [UnauthenticatedGroup]);

    /// <summary>The server itself, for writes of its controllers.</summary>
    public static ApiUser Server { get; } = new("system:apiserver", [MastersGroup, AuthenticatedGroup]);

    public static string RandomToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public void Add(string token, ApiUser user, DateTimeOffset? expires = null) => _tokens[token] = (user, expires);

    public void Remove(string token) => _tokens.TryRemove(token, out _);

    /// <exception cref="ApiStatusException">The request carries a token nobody has.</exception>
    public ApiUser Authenticate(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Find(header["Bearer ".Length..].Trim()) ?? throw ApiErrors.Unauthorized();
        }

        return context.Connection.ClientCertificate is { } certificate ? WithAuthenticated(FromCertificate(certificate)) : Anonymous;
    }

    /// <summary>The user of a token, null when there is none or the token has expired.</summary>
    public ApiUser? Find(string token) =>
        _tokens.TryGetValue(token, out var entry) && (entry.Expires is null || entry.Expires > clock.GetUtcNow()) ? WithAuthenticated(entry.User) : null;

    /// <summary>A token for a service account, in the form of a JWT; only this server can tell whom it stands for.</summary>
    public string IssueServiceAccountToken(string ns, string name, string uid, IReadOnlyList<string> audiences, DateTimeOffset expires)
    {
        var subject = $"system:serviceaccount:{ns}:{name}";
        var payload = new JsonObject
        {
            ["aud"] = new JsonArray([.. audiences.Select(static a => (JsonNode)a)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
            ["iss"] = "https://kubernetes.default.svc.cluster.local",
            ["jti"] = Guid.NewGuid().ToString(),
            ["kubernetes.io"] = new JsonObject { ["namespace"] = ns, ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = uid } },
            ["sub"] = subject,
        };
        var token = $"{Segment("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{Segment(payload.ToJsonString())}.{Base64Url(RandomNumberGenerator.GetBytes(32))}";
        Add(token, new ApiUser(subject, ["system:serviceaccounts", $"system:serviceaccounts:{ns}"]) { Uid = uid }, expires);
        return token;
    }

    public static ApiUser WithAuthenticated(ApiUser user) =>
        user.Groups.Contains(AuthenticatedGroup, StringComparer.Ordinal) ? user : user with { Groups = [.. user.Groups, AuthenticatedGroup] };

    private static ApiUser FromCertificate(X509Certificate2 certificate)
    {
        var groups = new List<string>();
        var name = "";
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    name = part.GetSingleElementValue() ?? "";
                    break;
                case "2.5.4.10":
                    groups.Add(part.GetSingleElementValue() ?? "");
                    break;
            }
        }

        return new ApiUser(name, groups);
    }

    private static string Segment(string json) => Base64Url(Encoding.UTF8.GetBytes(json));

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
