using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>One rule of a Role or ClusterRole.</summary>
internal sealed record PolicyRule(
    IReadOnlyList<string> Verbs,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Urls)
{
    public static PolicyRule Read(JsonObject rule) => new(
        Texts(rule, "verbs"), Texts(rule, "apiGroups"), Texts(rule, "resources"), Texts(rule, "resourceNames"), Texts(rule, "nonResourceURLs"));

    public bool Allows(AccessAttributes wanted) => Has(Verbs, wanted.Verb)
        && (wanted.IsResource
            ? Has(Groups, wanted.Group) && HasResource(wanted) && (Names.Count == 0 || Names.Contains(wanted.Name, StringComparer.Ordinal))
            : Urls.Any(u => u == "*" || u == wanted.Path || (u.EndsWith('*') && wanted.Path.StartsWith(u[..^1], StringComparison.Ordinal))));

    public JsonObject ToJson()
    {
        var rule = new JsonObject { ["verbs"] = Array(Verbs) };
        if (Urls.Count > 0)
        {
            rule["nonResourceURLs"] = Array(Urls);
            return rule;
        }

        rule["apiGroups"] = Array(Groups);
        rule["resources"] = Array(Resources);
        if (Names.Count > 0)
        {
            rule["resourceNames"] = Array(Names);
        }

        return rule;
    }

    private bool HasResource(AccessAttributes wanted) =>
        Has(Resources, wanted.ResourceAndSubresource) || (wanted.Subresource.Length > 0 && Resources.Contains($"*/{wanted.Subresource}", StringComparer.Ordinal));

    private static bool Has(IReadOnlyList<string> values, string wanted) => values.Any(v => v == "*" || v == wanted);

    private static List<string> Texts(JsonObject rule, string key) => rule[key] is JsonArray list ? [.. list.Select(static v => v.AsText() ?? "")] : [];

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(static v => (JsonNode)v)]);
}
