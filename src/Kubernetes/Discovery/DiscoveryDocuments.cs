using System.Text.Json;

namespace GitOpsToolkit.Kubernetes;

/// <summary>Reads the aggregated and the older discovery documents.</summary>
internal static class DiscoveryDocuments
{
    /// <summary>Takes an <c>APIGroupDiscoveryList</c> apart: everything below <c>/api</c> or <c>/apis</c> in one answer.</summary>
    public static List<GroupVersionResources> ReadAggregated(JsonElement root)
    {
        var result = new List<GroupVersionResources>();
        foreach (var item in Items(root, "items"))
        {
            var group = item.TryGetProperty("metadata", out var metadata) ? Text(metadata, "name") : "";
            foreach (var version in Items(item, "versions"))
            {
                var name = Text(version, "version");
                var resources = Items(version, "resources").Select(resource => ReadAggregated(resource, group, name)).OfType<ApiResource>();
                result.Add(new GroupVersionResources(group, name, [.. resources], Text(version, "freshness") == "Stale"));
            }
        }

        return result;
    }

    /// <summary>Takes an <c>APIResourceList</c> apart: one version of one group.</summary>
    public static List<ApiResource> ReadResources(JsonElement root, string group, string version)
    {
        var subresources = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var item in Items(root, "resources"))
        {
            if (Text(item, "name").Split('/', 2) is [var parent, var subresource])
            {
                if (!subresources.TryGetValue(parent, out var names))
                {
                    subresources[parent] = names = [];
                }

                names.Add(subresource);
            }
        }

        var result = new List<ApiResource>();
        foreach (var item in Items(root, "resources"))
        {
            var plural = Text(item, "name");
            var kind = Text(item, "kind");
            if (kind.Length == 0 || plural.Contains('/', StringComparison.Ordinal))
            {
                continue;
            }

            var namespaced = item.TryGetProperty("namespaced", out var scope) && scope.ValueKind == JsonValueKind.True;
            result.Add(new ApiResource(group, version, kind, plural, namespaced)
            {
                Singular = Text(item, "singularName"),
                ShortNames = Texts(item, "shortNames"),
                Categories = Texts(item, "categories"),
                Verbs = Texts(item, "verbs"),
                Subresources = subresources.TryGetValue(plural, out var names) ? names : [],
            });
        }

        return result;
    }

    /// <summary>Versions of the core group, out of <c>APIVersions</c>.</summary>
    public static IEnumerable<(string Group, string Version)> ReadVersions(JsonElement root) => Texts(root, "versions").Select(version => ("", version));

    /// <summary>Versions of the other groups, the preferred one of each first, out of <c>APIGroupList</c>.</summary>
    public static IEnumerable<(string Group, string Version)> ReadGroups(JsonElement root)
    {
        foreach (var group in Items(root, "groups"))
        {
            var preferred = group.TryGetProperty("preferredVersion", out var version) ? Text(version, "version") : "";
            foreach (var name in Items(group, "versions").Select(entry => Text(entry, "version")).OrderBy(name => name != preferred))
            {
                yield return (Text(group, "name"), name);
            }
        }
    }

    /// <summary>The text under a key, empty when absent.</summary>
    public static string Text(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static ApiResource? ReadAggregated(JsonElement resource, string group, string version)
    {
        var kind = resource.TryGetProperty("responseKind", out var response) ? Text(response, "kind") : "";
        var plural = Text(resource, "resource");
        if (kind.Length == 0 || plural.Length == 0)
        {
            return null; // a resource that only exists for its subresources
        }

        return new ApiResource(group, version, kind, plural, Text(resource, "scope") == "Namespaced")
        {
            Singular = Text(resource, "singularResource"),
            ShortNames = Texts(resource, "shortNames"),
            Categories = Texts(resource, "categories"),
            Verbs = Texts(resource, "verbs"),
            Subresources = [.. Items(resource, "subresources").Select(entry => Text(entry, "subresource"))],
        };
    }

    private static string[] Texts(JsonElement element, string key) =>
        [.. Items(element, key).Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString()!)];

    private static IEnumerable<JsonElement> Items(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [];
}
