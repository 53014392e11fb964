using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>Evaluates Roles, ClusterRoles and their bindings as they are stored.</summary>
internal sealed class RbacAuthorizer(ObjectStore store) : IAuthorizer
{
    private const string Group = "rbac.authorization.k8s.io";
    private const string ApiVersion = Group + "/v1";

    private static readonly GroupResource Roles = new(Group, "roles");
    private static readonly GroupResource ClusterRoles = new(Group, "clusterroles");
    private static readonly GroupResource RoleBindings = new(Group, "rolebindings");
    private static readonly GroupResource ClusterRoleBindings = new(Group, "clusterrolebindings");

    private readonly Lock _gate = new();
    private (ResourceSnapshot Roles, ResourceSnapshot ClusterRoles, ResourceSnapshot Bindings, ResourceSnapshot ClusterBindings) _seen;
    private Policy _policy = new([], []);

    public bool Allows(ApiUser user, AccessAttributes attributes) =>
        user.Groups.Contains(Authenticator.MastersGroup, StringComparer.Ordinal)
        || PublicPaths.Contains(attributes.Path)
        || RulesFor(user, attributes.Namespace).Any(r => r.Allows(attributes));

    /// <summary>Everything a user may do in a namespace.</summary>
    public IEnumerable<PolicyRule> RulesFor(ApiUser user, string ns)
    {
        var policy = Current();
        var grants = policy.ClusterGrants.AsEnumerable();
        if (ns.Length > 0 && policy.NamespaceGrants.TryGetValue(ns, out var local))
        {
            grants = grants.Concat(local);
        }

        return grants.Where(g => g.Subjects.Exists(s => s.Matches(user))).SelectMany(static g => g.Rules);
    }

    private Policy Current()
    {
        var now = (store.Snapshot(Roles).Objects, store.Snapshot(ClusterRoles).Objects, store.Snapshot(RoleBindings).Objects, store.Snapshot(ClusterRoleBindings).Objects);
        lock (_gate)
        {
            // Snapshots are immutable: the same four instances mean the same policy.
            if (!now.Equals(_seen))
            {
                _policy = Compile(now);
                _seen = now;
            }

            return _policy;
        }
    }

    private static Policy Compile((ResourceSnapshot Roles, ResourceSnapshot ClusterRoles, ResourceSnapshot Bindings, ResourceSnapshot ClusterBindings) state)
    {
        var clusterRoles = state.ClusterRoles.In(null).ToDictionary(static o => o.Key.Name, static o => o.Parse(ApiVersion, "ClusterRole"), StringComparer.Ordinal);
        List<PolicyRule> ClusterRules(string name) => clusterRoles.TryGetValue(name, out var role) ? Rules(role, clusterRoles) : [];

        var cluster = state.ClusterBindings.In(null).Select(static o => o.Parse(ApiVersion, "ClusterRoleBinding"))
            .Select(b => new Grant(Subjects(b, ""), ClusterRules(b.At("roleRef", "name").AsText() ?? ""))).ToList();
        var local = new Dictionary<string, List<Grant>>(StringComparer.Ordinal);
        foreach (var stored in state.Bindings.In(null))
        {
            var binding = stored.Parse(ApiVersion, "RoleBinding");
            var (kind, name) = (binding.At("roleRef", "kind").AsText(), binding.At("roleRef", "name").AsText() ?? "");
            var rules = kind == "ClusterRole"
                ? ClusterRules(name)
                : state.Roles.Find(new NamespacedName(stored.Key.Namespace, name)) is { } role ? Rules(role.Parse(ApiVersion, "Role"), clusterRoles) : [];
            if (!local.TryGetValue(stored.Key.Namespace, out var grants))
            {
                local[stored.Key.Namespace] = grants = [];
            }

            grants.Add(new Grant(Subjects(binding, stored.Key.Namespace), rules));
        }

        return new Policy(cluster, local);
    }

    private static List<PolicyRule> Rules(JsonObject role, Dictionary<string, JsonObject> clusterRoles)
    {
        var rules = Own(role);
        foreach (var selector in (role.At("aggregationRule", "clusterRoleSelectors") as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            // A cluster's controller writes the rules of aggregated roles; here they are read where they are.
            rules.AddRange(clusterRoles.Values.Where(other => !ReferenceEquals(other, role) && Selects(selector, other)).SelectMany(Own));
        }

        return rules;
    }

    private static List<PolicyRule> Own(JsonObject role) =>
        role["rules"] is JsonArray list ? [.. list.OfType<JsonObject>().Select(PolicyRule.Read)] : [];

    private static bool Selects(JsonObject selector, JsonObject role) =>
        selector["matchLabels"] is JsonObject labels && labels.All(l => role["metadata"].At("labels", l.Key).AsText() == l.Value.AsText());

    private static List<Subject> Subjects(JsonObject binding, string ns) =>
        binding["subjects"] is JsonArray list
            ? [.. list.OfType<JsonObject>().Select(s => new Subject(s.GetText("kind") ?? "", s.GetText("namespace") ?? ns, s.GetText("name") ?? ""))]
            : [];

    private sealed record Subject(string Kind, string Namespace, string Name)
    {
        public bool Matches(ApiUser user) => Kind switch
        {
            "User" => user.Name == Name,
            "Group" => user.Groups.Contains(Name, StringComparer.Ordinal),
            "ServiceAccount" => user.Name == $"system:serviceaccount:{Namespace}:{Name}",
            _ => false,
        };
    }

    private sealed record Grant(List<Subject> Subjects, List<PolicyRule> Rules);

    private sealed record Policy(List<Grant> ClusterGrants, Dictionary<string, List<Grant>> NamespaceGrants);
}
