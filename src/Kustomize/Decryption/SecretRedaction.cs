using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Internal.Building;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Decryption;

/// <summary>
/// Takes secret values out of what an API server says: it quotes values it does not like, and its words end up in conditions and events.
/// Values of Secrets are secret, and all of an object that was decrypted but for its metadata.
/// </summary>
internal static partial class SecretRedaction
{
    private const string Mark = "<redacted>";

    /// <summary>Shorter texts would turn up in innocent words.</summary>
    private const int MinLength = 4;

    /// <summary>The text without values of the objects.</summary>
    public static string Apply(string text, BuiltObjects built)
    {
        var objects = built.Manifests
            .Select(manifest => (manifest.Identity, IsDecrypted: built.Decrypted.Contains(manifest.Identity), Manifest: manifest))
            .Where(static item => item.IsDecrypted || item.Identity.GroupKind is { Group: "", Kind: "Secret" }).ToList();
        if (objects.Count == 0)
        {
            return text;
        }

        var values = objects.SelectMany(static item => ValuesOf(item.Manifest.Read().Root, item.IsDecrypted))
            .Where(static value => value.Length >= MinLength).Distinct().OrderByDescending(static value => value.Length).ToList();
        text = values.Aggregate(text, static (shown, value) => shown.Replace(value, Mark, StringComparison.Ordinal));
        return QuotedValue().Replace(text, Mark);
    }

    private static IEnumerable<string> ValuesOf(JsonObject root, bool isDecrypted) => root
        .Where(field => field.Key is "data" or "stringData" || (isDecrypted && field.Key is not ("apiVersion" or "kind" or "metadata" or "type")))
        .SelectMany(static field => LeavesOf(field.Value));

    private static IEnumerable<string> LeavesOf(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(static pair => LeavesOf(pair.Value)),
        JsonArray list => list.SelectMany(LeavesOf),
        JsonValue value => Forms(value.AsText() ?? value.ToJsonString()),
        _ => [],
    };

    /// <summary>A value, and what it stands for in base64.</summary>
    private static IEnumerable<string> Forms(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? [text, System.Text.Encoding.UTF8.GetString(bytes, 0, count)] : [text];
    }

    /// <summary>How structured-merge-diff shows a value of the wrong type.</summary>
    [GeneratedRegex(@"&?value\.valueUnstructured\{.*\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex QuotedValue();
}
