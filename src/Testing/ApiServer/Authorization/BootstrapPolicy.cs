using System.Text.Json.Nodes;

namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>The roles and bindings a cluster comes with, as far as people and charts refer to them.</summary>
internal static class BootstrapPolicy
{
    private const string ApiVersion = "rbac.authorization.k8s.io/v1";

    private static readonly string[] Read = ["get", "list", "watch"];

    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly (string Group, string[] Resources)[] Namespaced =
    [
        ("", ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/log", "pods/status", "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services", "services/status"]),
        ("apps", ["daemonsets", "deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"]),
        ("autoscaling", ["horizontalpodautoscalers"]),
        ("batch", ["cronjobs", "jobs"]),
        ("discovery.k8s.io", ["endpointslices"]),
        ("networking.k8s.io", ["ingresses", "networkpolicies"]),
        ("policy", ["poddisruptionbudgets"]),
        ("coordination.k8s.io", ["leases"]),
    ];

    public static IEnumerable<JsonObject> Objects()
    {
        yield return Role("cluster-admin", [Rule(["*"], ["*"], ["*"]), Urls(["*"], ["*"])]);
        yield return Role("view", [.. Namespaced.Select(static n => Rule(Read, [n.Group], n.Resources))], aggregated: true);
        yield return Role("edit", [.. Namespaced.Select(static n => Rule([.. Read, .. Write], [n.Group], n.Resources)), Rule([.. Read, .. Write], [""], ["secrets"]), Rule(["impersonate"], [""], ["serviceaccounts"])], aggregated: true);
        yield return Role(
            "admin",
            [
                .. Namespaced.Select(static n => Rule([.. Read, .. Write], [n.Group], n.Resources)),
                Rule([.. Read, .. Write], [""], ["secrets"]),
                Rule(["impersonate"], [""], ["serviceaccounts"]),
                Rule([.. Read, .. Write], ["rbac.authorization.k8s.io"], ["rolebindings", "roles"]),
            ],
            aggregated: true);
        yield return Role("system:basic-user", [Rule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]), Rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"])]);
        yield return Role("system:discovery", [Urls(["get"], ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"])]);
        yield return Role("system:auth-delegator", [Rule(["create"], ["authentication.k8s.io"], ["tokenreviews"]), Rule(["create"], ["authorization.k8s.io"], ["subjectaccessreviews"])]);
        yield return Binding("cluster-admin", "cluster-admin", "system:masters");
        yield return Binding("system:basic-user", "system:basic-user", "system:authenticated");
        yield return Binding("system:discovery", "system:discovery", "system:authenticated");
    }

    private static JsonObject Role(string name, IEnumerable<PolicyRule> rules, bool aggregated = false)
    {
        var role = new JsonObject
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = "ClusterRole",
            ["metadata"] = Metadata(name),
            ["rules"] = new JsonArray([.. rules.Select(static r => r.ToJson())]),
        };
        if (aggregated)
        {
            role["aggregationRule"] = new JsonObject
            {
                ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = new JsonObject { [$"rbac.authorization.k8s.io/aggregate-to-{name}"] = "true" } }),
            };
        }

        return role;
    }

    private static JsonObject Binding(string name, string role, string group) => new()
    {
        ["apiVersion"] = ApiVersion,
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = Metadata(name),
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Group", ["name"] = group }),
    };

    private static JsonObject Metadata(string name) => new()
    {
        ["name"] = name,
        ["annotations"] = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
        ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
    };

    private static PolicyRule Rule(string[] verbs, string[] groups, string[] resources) => new(verbs, groups, resources, [], []);

    private static PolicyRule Urls(string[] verbs, string[] urls) => new(verbs, [], [], [], urls);
}
