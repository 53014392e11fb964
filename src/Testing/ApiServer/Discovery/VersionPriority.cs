using System.Text.RegularExpressions;

namespace GitOpsToolkit.Testing.ApiServer.Discovery;

/// <summary>Kubernetes' order of API versions: stable over beta over alpha, then by number; anything else last, by name.</summary>
internal sealed partial class VersionPriority : IComparer<string?>
{
    public static VersionPriority Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Parse(x ?? ""), Parse(y ?? ""));
        return (a, b) switch
        {
            (null, null) => string.CompareOrdinal(y, x),
            (null, _) => -1,
            (_, null) => 1,
            _ => a.Value.CompareTo(b.Value),
        };
    }

    private static (int Stability, int Major, int Minor)? Parse(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success || !int.TryParse(match.Groups["major"].Value, out var major))
        {
            return null;
        }

        var stability = match.Groups["stability"].Value switch { "alpha" => 0, "beta" => 1, _ => 2 };
        return (stability, major, int.TryParse(match.Groups["minor"].Value, out var minor) ? minor : 0);
    }

    [GeneratedRegex("^v(?<major>[1-9][0-9]*)((?<stability>alpha|beta)(?<minor>[1-9][0-9]*))?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
