using System.Net;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

public sealed class AccessTests
{
    private const string Grants = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader, namespace: default}
        rules:
        - {apiGroups: [""], resources: [configmaps], verbs: [get, list]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: reader, namespace: default}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}
        - {kind: ServiceAccount, name: robot, namespace: default}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rbac_Granted_MayReadButNotWrite()
    {
        await using var running = await StartAsync();
        using var jane = new KubernetesClient(running.Server.CreateConfig(running.Server.AddToken(new ApiUser("jane", []))));
        (await jane.ListPageAsync(RunningServer.ConfigMaps, "default", null, Stop)).Items.ShouldBeEmpty();
        var refused = await Should.ThrowAsync<KubernetesApiException>(() => jane.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("a"), null, Stop));
        refused.Code.ShouldBe(HttpStatusCode.Forbidden);
        refused.Message.ShouldBe("configmaps is forbidden: User \"jane\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"");
        var elsewhere = await Should.ThrowAsync<KubernetesApiException>(() => jane.ListPageAsync(RunningServer.ConfigMaps, null, null, Stop));
        elsewhere.Message.ShouldBe("configmaps is forbidden: User \"jane\" cannot list resource \"configmaps\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public async Task Impersonation_ServiceAccount_ActsWithItsRights()
    {
        await using var running = await StartAsync();
        var robot = running.Client.Impersonate("system:serviceaccount:default:robot");
        (await robot.ListPageAsync(RunningServer.ConfigMaps, "default", null, Stop)).Items.ShouldBeEmpty();
        await Should.ThrowAsync<KubernetesApiException>(() => robot.CreateAsync(RunningServer.ConfigMaps, RunningServer.ConfigMap("a"), null, Stop));
    }

    [Fact]
    public async Task Impersonation_WithoutRight_Forbidden()
    {
        await using var running = await StartAsync();
        using var jane = new KubernetesClient(running.Server.CreateConfig(running.Server.AddToken(new ApiUser("jane", []))));
        var refused = await Should.ThrowAsync<KubernetesApiException>(() => jane.Impersonate("admin").ListPageAsync(RunningServer.ConfigMaps, "default", null, Stop));
        refused.Message.ShouldBe("users \"admin\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public async Task ClientCertificate_OfTheServersAuthority_NamesTheUser()
    {
        await using var running = await StartAsync();
        var (certificate, key) = running.Server.IssueClientCertificate(new ApiUser("jane", ["team"]));
        var config = running.Server.CreateConfig();
        using var client = new KubernetesClient(config with
        {
            Tls = config.Tls with { ClientCertificateData = certificate, ClientKeyData = key },
            Credentials = new ClusterCredentials(),
        });
        var review = await client.RequestAsync(
            HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", System.Text.Json.Nodes.JsonNode.Parse("""{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"""), Stop);
        review.At("status", "userInfo", "username").AsText().ShouldBe("jane");
        review.At("status", "userInfo", "groups")!.ToJsonString().ShouldBe("""["team","system:authenticated"]""");
    }

    [Fact]
    public async Task AccessReview_Self_FollowsRoles()
    {
        await using var running = await StartAsync();
        using var jane = new KubernetesClient(running.Server.CreateConfig(running.Server.AddToken(new ApiUser("jane", []))));
        (await AllowedAsync(jane, "list")).ShouldBe(true);
        (await AllowedAsync(jane, "delete")).ShouldBe(false);
    }

    [Fact]
    public async Task Token_Revoked_Unauthorized()
    {
        await using var running = await RunningServer.StartAsync();
        var token = running.Server.AddToken(new ApiUser("jane", []));
        using var jane = new KubernetesClient(running.Server.CreateConfig(token));
        await jane.ListPageAsync(RunningServer.ConfigMaps, "default", null, Stop);
        running.Server.RevokeToken(token);
        (await Should.ThrowAsync<KubernetesApiException>(() => jane.ListPageAsync(RunningServer.ConfigMaps, "default", null, Stop))).Code.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<bool?> AllowedAsync(KubernetesClient client, string verb)
    {
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new System.Text.Json.Nodes.JsonObject
            {
                ["resourceAttributes"] = new System.Text.Json.Nodes.JsonObject { ["verb"] = verb, ["resource"] = "configmaps", ["namespace"] = "default" },
            },
        };
        var review = await client.RequestAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, Stop);
        return ((System.Text.Json.Nodes.JsonObject)review!["status"]!).GetBoolean("allowed");
    }

    private static async Task<RunningServer> StartAsync()
    {
        var running = await RunningServer.StartAsync(new KubernetesApiServerOptions { Rbac = true });
        await running.Server.ApplyAsync(YamlReader.ReadResources(Grants));
        return running;
    }
}
