using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// Fields a user leaves to other controllers. A difference in such a field is no drift; when another difference causes an apply, the
/// field is left out of it if another server-side applier owns it, and carries the live value otherwise. Creation ignores the rules.
/// </summary>
public sealed class IgnoreRules
{
    private readonly IReadOnlyList<(ResourceSelector? Target, IReadOnlyList<JsonPointer> Paths)> rules;

    private IgnoreRules(IReadOnlyList<(ResourceSelector? Target, IReadOnlyList<JsonPointer> Paths)> rules, string fingerprint)
    {
        this.rules = rules;
        Fingerprint = fingerprint;
    }

    /// <summary>Tells one set of rules from another.</summary>
    internal string Fingerprint { get; }

    /// <summary>Compiles rules. A path that is no JSON pointer matches nothing.</summary>
    /// <returns>Null when there are no rules.</returns>
    /// <exception cref="FormatException">A selector's regular expression or label selector cannot be read.</exception>
    public static IgnoreRules? Compile(IReadOnlyList<IgnoreRule>? rules)
    {
        if (rules is not { Count: > 0 })
        {
            return null;
        }

        var compiled = rules.Select(static rule => (
            rule.Target is null ? null : ResourceSelector.Compile(rule.Target),
            (IReadOnlyList<JsonPointer>)[.. rule.Paths.Select(JsonPointer.TryParse).OfType<JsonPointer>()])).ToList();
        var text = JsonSerializer.Serialize(rules.Select(static rule => new { rule.Paths, rule.Target }));
        return new IgnoreRules(compiled, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>The paths ignored in an object.</summary>
    internal IReadOnlyList<JsonPointer> PathsFor(Unstructured resource) =>
        [.. rules.Where(rule => rule.Target?.Matches(resource) ?? true).SelectMany(static rule => rule.Paths)];

    /// <summary>
    /// The payload with each drifted ignored path resolved, null when nothing has to be resolved.
    /// </summary>
    internal static Unstructured? Resolve(Manifest manifest, Unstructured live, Unstructured dryRun, IReadOnlyList<JsonPointer> paths, string fieldManager)
    {
        Unstructured? payload = null;
        foreach (var path in paths)
        {
            var isLive = path.TryFind(live.Root, out var liveValue);
            var isDesired = path.TryFind(dryRun.Root, out var desiredValue);
            if (isLive == isDesired && JsonNode.DeepEquals(liveValue, desiredValue))
            {
                continue;
            }

            payload ??= manifest.Read();
            if (!isLive || IsOwnedByOther(live, path, fieldManager))
            {
                path.Remove(payload.Root);
            }
            else
            {
                path.TryReplace(payload.Root, liveValue);
            }
        }

        return payload;
    }

    private static bool IsOwnedByOther(Unstructured live, JsonPointer path, string fieldManager)
    {
        if (live.Metadata?["managedFields"] is not JsonArray entries)
        {
            return false;
        }

        foreach (var entry in entries.OfType<JsonObject>())
        {
            if (string.IsNullOrEmpty(entry.GetText("subresource"))
                && entry.GetText("operation") is FieldManagerRule.Apply
                && !string.Equals(entry.GetText("manager"), fieldManager, StringComparison.Ordinal)
                && entry["fieldsV1"] is JsonObject fields
                && FieldPath.Owns(fields, live.Root, path))
            {
                return true;
            }
        }

        return false;
    }
}
