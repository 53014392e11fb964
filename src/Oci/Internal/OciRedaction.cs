using System.Text.RegularExpressions;

namespace GitOpsToolkit.Oci;

/// <summary>The one funnel that keeps credentials out of error texts: userinfo and queries of URLs, and authorization values.</summary>
internal static partial class OciRedaction
{
    private const string Mask = "*****";

    /// <summary>Query keys that say what is asked for, not who asks.</summary>
    private static readonly HashSet<string> Harmless = new(["n", "last", "scope", "service", "digest", "mount", "from", "artifactType"], StringComparer.Ordinal);

    public static string Clean(string text)
    {
        text = UserInfo().Replace(text, "://" + Mask + "@");
        text = QueryValue().Replace(text, m => Harmless.Contains(m.Groups["key"].Value) ? m.Value : $"{m.Groups["start"].Value}{m.Groups["key"].Value}={Mask}");
        return Authorization().Replace(text, "${scheme} " + Mask);
    }

    [GeneratedRegex(@"://[^\s/@]+@", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<start>[?&])(?<key>[A-Za-z0-9_.~%-]+)=[^\s&#""'<>]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex QueryValue();

    [GeneratedRegex(@"(?<scheme>[Bb]earer|[Bb]asic) [A-Za-z0-9._~+/=-]{8,}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Authorization();
}
