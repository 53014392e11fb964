using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Discovery;

/// <summary>Which groups, versions and resources there are, in the aggregated and in the older form.</summary>
internal sealed class DiscoveryDocuments(IReadOnlyCollection<ServedResource> resources)
{
    private static readonly string[] StatusVerbs = ["get", "patch", "update"];

    private readonly List<ApiGroup> _groups = [.. resources
        .Where(static r => r.Versions.Count > 0)
        .GroupBy(static r => r.Group, StringComparer.Ordinal)
        .Select(static g => new ApiGroup(g.Key, [.. g.OrderBy(static r => r.Plural, StringComparer.Ordinal)]))
        .OrderBy(static g => g.Name, StringComparer.Ordinal)];

    /// <summary>The aggregated document of the core group or of all others.</summary>
    public JsonObject Aggregated(bool core, string version) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. _groups.Where(g => (g.Name.Length == 0) == core).Select(Aggregated)]),
    };

    public static JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. _groups.Where(static g => g.Name.Length > 0).Select(static g => Group(g))]),
    };

    /// <summary>One group, null when there is none of that name.</summary>
    public JsonObject? Group(string name)
    {
        if (_groups.Find(g => g.Name == name) is not { } group)
        {
            return null;
        }

        var document = Group(group);
        document.Insert(0, "kind", "APIGroup");
        document.Insert(1, "apiVersion", "v1");
        return document;
    }

    /// <summary>Resources of one version, null when there is no such version.</summary>
    public JsonObject? Resources(string group, string version)
    {
        var versions = _groups.Find(g => g.Name == group)?.In(version).ToList();
        if (versions is null or [])
        {
            return null;
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = versions[0].ApiVersion,
            ["resources"] = new JsonArray([.. versions.SelectMany(Legacy)]),
        };
    }

    private static JsonObject Aggregated(ApiGroup group)
    {
        var metadata = new JsonObject { ["creationTimestamp"] = null };
        if (group.Name.Length > 0)
        {
            metadata["name"] = group.Name;
        }

        return new JsonObject
        {
            ["metadata"] = metadata,
            ["versions"] = new JsonArray([.. group.Versions.Select(version => new JsonObject
            {
                ["version"] = version,
                ["resources"] = new JsonArray([.. group.In(version).Select(Aggregated)]),
                ["freshness"] = "Current",
            })]),
        };
    }

    private static JsonObject Aggregated(ServedVersion version)
    {
        var resource = version.Resource;
        var entry = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = KindOf(resource.Group, version.Version, resource.Kind),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Texts(resource.Verbs),
        };
        if (resource.ShortNames.Count > 0)
        {
            entry["shortNames"] = Texts(resource.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            entry["categories"] = Texts(resource.Categories);
        }

        var subresources = Subresources(version).ToList();
        if (subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray([.. subresources.Select(static s => new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = KindOf(s.Group, s.Version, s.Kind),
                ["verbs"] = Texts(s.Verbs),
            })]);
        }

        return entry;
    }

    private static IEnumerable<JsonNode> Legacy(ServedVersion version)
    {
        var resource = version.Resource;
        var entry = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = Texts(resource.Verbs),
        };
        if (resource.ShortNames.Count > 0)
        {
            entry["shortNames"] = Texts(resource.ShortNames);
        }

        if (resource.Categories.Count > 0)
        {
            entry["categories"] = Texts(resource.Categories);
        }

        yield return entry;
        foreach (var s in Subresources(version))
        {
            var sub = new JsonObject { ["name"] = $"{resource.Plural}/{s.Name}", ["singularName"] = "", ["namespaced"] = resource.Namespaced, ["kind"] = s.Kind, ["verbs"] = Texts(s.Verbs) };
            if (s.Group != resource.Group)
            {
                sub["group"] = s.Group;
                sub["version"] = s.Version;
            }

            yield return sub;
        }
    }

    private static IEnumerable<(string Name, string Group, string Version, string Kind, string[] Verbs)> Subresources(ServedVersion version)
    {
        var resource = version.Resource;
        foreach (var name in version.OtherSubresources)
        {
            switch (resource.Plural, name)
            {
                case ("serviceaccounts", "token"):
                    yield return (name, "authentication.k8s.io", "v1", "TokenRequest", ["create"]);
                    break;
                case ("namespaces", "finalize"):
                    yield return (name, "", "v1", "Namespace", ["update"]);
                    break;
                case ("pods", "log"):
                    yield return (name, "", "v1", "Pod", ["get"]);
                    break;
                case ("pods", "eviction"):
                    yield return (name, "policy", "v1", "Eviction", ["create"]);
                    break;
            }
        }

        if (version.Scale is not null)
        {
            yield return ("scale", "autoscaling", "v1", "Scale", StatusVerbs);
        }

        if (version.HasStatus)
        {
            yield return ("status", resource.Group, version.Version, resource.Kind, StatusVerbs);
        }
    }

    private static JsonObject Group(ApiGroup group)
    {
        JsonObject Version(string version) => new() { ["groupVersion"] = $"{group.Name}/{version}", ["version"] = version };

        return new JsonObject
        {
            ["name"] = group.Name,
            ["versions"] = new JsonArray([.. group.Versions.Select(Version)]),
            ["preferredVersion"] = Version(group.Versions[0]),
        };
    }

    private static JsonObject KindOf(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static t => (JsonNode)t)]);

    private sealed class ApiGroup(string name, IReadOnlyList<ServedResource> resources)
    {
        public string Name { get; } = name;

        /// <summary>Versions, the preferred one first.</summary>
        public IReadOnlyList<string> Versions { get; } =
            [.. resources.SelectMany(static r => r.Versions).Select(static v => v.Version).Distinct(StringComparer.Ordinal).OrderDescending(VersionPriority.Instance)];

        public IEnumerable<ServedVersion> In(string version) => resources.Select(r => r.Version(version)).OfType<ServedVersion>();
    }
}
