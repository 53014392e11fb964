using System.Text.RegularExpressions;

namespace GitOpsToolkit.Runtime;

/// <summary>The one funnel that keeps credentials out of conditions, events and logs.</summary>
/// <remarks>
/// Hidden are the password part of URLs (a user name alone stays: <c>ssh://git@host</c> is an address), values of URL
/// queries except those that only select a version, bearer and basic credentials, and values the caller names.
/// </remarks>
public static partial class Redaction
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mask = "*****";

    // Query keys of git and HTTP addresses that select content; hiding them would make messages useless.
    private static readonly HashSet<string> HarmlessQueryKeys =
        new(["ref", "version", "tag", "branch", "timeout", "submodules", "depth", "service"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Hides what looks like a credential, and every value named.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="secrets">Values to hide wherever they appear; values shorter than four characters are ignored, as hiding them would eat ordinary words.</param>
    public static string Clean(string text, IReadOnlyCollection<string>? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (secrets is { Count: > 0 })
        {
            foreach (var secret in secrets.OrderByDescending(s => s.Length))
            {
                if (secret.Length >= 4)
                {
                    text = text.Replace(secret, Mask, StringComparison.Ordinal);
                }
            }
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            text = UserInfo().Replace(text, "://${user}" + Mask + "@");
            text = QueryValue().Replace(text, HideQueryValue);
        }

        if (text.Contains("earer ", StringComparison.Ordinal) || text.Contains("asic ", StringComparison.Ordinal))
        {
            text = AuthorizationValue().Replace(text, "${scheme} " + Mask);
        }

        return text;
    }

    private static string HideQueryValue(Match match) =>
        HarmlessQueryKeys.Contains(match.Groups["key"].Value) ? match.Value : $"{match.Groups["start"].Value}{match.Groups["key"].Value}={Mask}";

    [GeneratedRegex(@"://(?<user>[^\s/@:?#]*:)[^\s/@]*@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<start>[?&])(?<key>[A-Za-z0-9_.~%-]+)=[^\s&#""'<>]*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QueryValue();

    [GeneratedRegex(@"\b(?<scheme>[Bb]earer|[Bb]asic) [A-Za-z0-9._~+/=-]{8,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AuthorizationValue();
}
