using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Hosting;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>Answers the kinds that are questions: who is this, may they do that.</summary>
internal sealed class Reviews(Authenticator authenticator, IAuthorizer authorizer, TimeProvider clock)
{
    private const int DefaultTokenSeconds = 3600;

    /// <summary>The body with its status filled in; null for a kind that is stored.</summary>
    public JsonObject? Answer(ResourceCall call, JsonObject body)
    {
        if (call.Target.Resource.Group is not ("authorization.k8s.io" or "authentication.k8s.io"))
        {
            return null;
        }

        ReviewRules.Check(call, body);
        var write = call.ToWrite();
        body = Complete(body, call);
        call.Target.FieldManager("").Update(call.Target.Blank(), body, write.FieldManager, clock.GetUtcNow());
        switch (call.Target.Resource.Group, call.Target.Resource.Plural)
        {
            case ("authorization.k8s.io", "selfsubjectaccessreviews"):
                return WithAccess(body, call.User);
            case ("authorization.k8s.io", "subjectaccessreviews" or "localsubjectaccessreviews"):
                return WithAccess(body, UserOf(body));
            case ("authorization.k8s.io", "selfsubjectrulesreviews"):
                body["status"] = Rules(call.User, body.At("spec", "namespace").AsText() ?? "");
                break;
            case ("authentication.k8s.io", "tokenreviews"):
                body["status"] = Token(body.At("spec", "token").AsText() ?? "");
                break;
            case ("authentication.k8s.io", "selfsubjectreviews"):
                body.EnsureObject("metadata")["creationTimestamp"] = Verbs.ObjectPreparation.Timestamp(clock.GetUtcNow());
                body["status"] = new JsonObject { ["userInfo"] = Info(call.User) };
                break;
            default:
                return null;
        }

        return body;
    }

    /// <summary>A TokenRequest with the token it asks for.</summary>
    public JsonObject IssueToken(StoredObject account, JsonObject body)
    {
        var spec = body.EnsureObject("spec");
        var seconds = spec.GetInteger("expirationSeconds") ?? DefaultTokenSeconds;
        spec["expirationSeconds"] = seconds;
        var audiences = spec["audiences"] is JsonArray { Count: > 0 } list ? list.Select(static a => a.AsText() ?? "").ToList() : ["https://kubernetes.default.svc.cluster.local"];
        spec["audiences"] = new JsonArray([.. audiences.Select(static a => (JsonNode)a)]);
        var expires = clock.GetUtcNow().AddSeconds(seconds);
        body["kind"] = "TokenRequest";
        body["apiVersion"] = "authentication.k8s.io/v1";
        body["status"] = new JsonObject
        {
            ["token"] = authenticator.IssueServiceAccountToken(account.Key.Namespace, account.Key.Name, account.Uid, audiences, expires),
            ["expirationTimestamp"] = Verbs.ObjectPreparation.Timestamp(expires),
        };
        return body;
    }

    private static JsonObject Complete(JsonObject body, ResourceCall call)
    {
        body["kind"] = call.Target.Resource.Kind;
        body["apiVersion"] = call.Target.ApiVersion;
        body.EnsureObject("metadata");
        return body;
    }

    private static ApiUser UserOf(JsonObject body) => new(
        body.At("spec", "user").AsText() ?? "",
        body.At("spec", "groups") is JsonArray list ? [.. list.Select(static g => g.AsText() ?? "")] : []);

    private JsonObject WithAccess(JsonObject body, ApiUser user)
    {
        AccessAttributes attributes;
        if (body.At("spec", "resourceAttributes") is JsonObject resource)
        {
            attributes = new AccessAttributes(
                resource.GetText("verb") ?? "", resource.GetText("group") ?? "", resource.GetText("resource") ?? "", resource.GetText("subresource") ?? "", resource.GetText("namespace") ?? "", resource.GetText("name") ?? "");
        }
        else
        {
            attributes = new AccessAttributes(body.At("spec", "nonResourceAttributes", "verb").AsText() ?? "", "", "", "", "", "")
            {
                Path = body.At("spec", "nonResourceAttributes", "path").AsText() ?? "",
            };
        }

        body["status"] = new JsonObject { ["allowed"] = authorizer.Allows(user, attributes) };
        body.EnsureObject("metadata");
        return body;
    }

    private JsonObject Rules(ApiUser user, string ns)
    {
        var rules = authorizer is RbacAuthorizer rbac && !user.Groups.Contains(Authenticator.MastersGroup, StringComparer.Ordinal)
            ? rbac.RulesFor(user, ns).ToList()
            : [new PolicyRule(["*"], ["*"], ["*"], [], []), new PolicyRule(["*"], [], [], [], ["*"])];
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(static r => r.Urls.Count == 0).Select(static r => r.ToJson())]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(static r => r.Urls.Count > 0).Select(static r => r.ToJson())]),
            ["incomplete"] = false,
        };
    }

    private JsonObject Token(string token) => authenticator.Find(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = Info(user), ["audiences"] = new JsonArray("https://kubernetes.default.svc.cluster.local") }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token]" };

    private static JsonObject Info(ApiUser user)
    {
        var info = new JsonObject { ["username"] = user.Name };
        if (user.Uid.Length > 0)
        {
            info["uid"] = user.Uid;
        }

        info["groups"] = new JsonArray([.. user.Groups.Select(static g => (JsonNode)g)]);
        return info;
    }
}
