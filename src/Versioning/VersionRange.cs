using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace GitOpsToolkit.Versioning;

/// <summary>
/// A set of versions in the grammar of Masterminds/semver v3: <c>=</c> <c>!=</c> <c>&lt;</c> <c>&lt;=</c> <c>&gt;</c> <c>&gt;=</c> <c>~</c> <c>^</c>,
/// wildcards (<c>1.x</c>), hyphen ranges (<c>1.2 - 2</c>), comma or space for "and", <c>||</c> for "or".
/// </summary>
/// <remarks>
/// A pre-release is only a member when at least one version of the same "and" group has a pre-release part (<c>&gt;=1.0.0-0</c>).
/// Immutable and thread-safe.
/// </remarks>
public sealed partial class VersionRange
{
    private const string Operators = @"=|!=|>=|=>|>|<=|=<|<|~>|~|\^|";
    private const string Identifiers = @"[0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*";
    private const string Version =
        @"v?(?<major>[0-9|xX*]+)(?<minor>\.[0-9|xX*]+)?(?<patch>\.[0-9|xX*]+)?(?<pre>-" + Identifiers + @")?(\+" + Identifiers + ")?";
    private const string OtherVersion =
        @"v?[0-9|xX*]+(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-" + Identifiers + @")?(\+" + Identifiers + ")?";

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private readonly IReadOnlyList<Alternative> _alternatives;

    private VersionRange(string text, IReadOnlyList<Alternative> alternatives)
    {
        Text = text;
        _alternatives = alternatives;
    }

    /// <summary>The range as written.</summary>
    public string Text { get; }

    /// <summary>Reads a range. The empty text means every release.</summary>
    /// <exception cref="FormatException">The text is not a range.</exception>
    public static VersionRange Parse(string text) =>
        Read(text, out var range) is { } problem ? throw new FormatException(problem) : range!;

    /// <summary>Reads a range; false when the text is not one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        return text is not null && Read(text, out range) is null;
    }

    /// <summary>True when the version is a member.</summary>
    public bool Contains(SemanticVersion version)
    {
        foreach (var alternative in _alternatives)
        {
            if (alternative.Contains(version))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string? Read(string text, out VersionRange? range)
    {
        range = null;
        var groups = new List<Alternative>();
        foreach (var part in HyphenRange().Replace(text, ">= ${from}, <= ${to} ").Split("||"))
        {
            if (!Group().IsMatch(part))
            {
                return $"improper constraint: {part}";
            }

            var comparisons = new List<VersionComparison>();
            foreach (Match match in Single().Matches(part))
            {
                if (VersionComparison.Read(match) is not { } comparison)
                {
                    return $"improper constraint: {match.Value}";
                }

                comparisons.Add(comparison);
            }

            groups.Add(new Alternative(comparisons, comparisons.Exists(c => c.Bound.IsPrerelease)));
        }

        range = new VersionRange(text, groups);
        return null;
    }

    [GeneratedRegex(@"\s*(?<from>" + OtherVersion + @")\s+-\s+(?<to>" + OtherVersion + @")\s*", Options)]
    private static partial Regex HyphenRange();

    [GeneratedRegex("(?<operator>" + Operators + @")\s*" + Version, Options)]
    private static partial Regex Single();

    [GeneratedRegex(@"^(\s*|\s*(" + Operators + @")\s*" + OtherVersion + @"\s*((\s+|,\s*)(" + Operators + @")\s*" + OtherVersion + @"\s*)*)\z", Options)]
    private static partial Regex Group();

    /// <summary>Comparisons that must all hold.</summary>
    private sealed record Alternative(IReadOnlyList<VersionComparison> Comparisons, bool TakesPrereleases)
    {
        public bool Contains(SemanticVersion version)
        {
            if (version.IsPrerelease && !TakesPrereleases)
            {
                return false;
            }

            foreach (var comparison in Comparisons)
            {
                if (!comparison.Holds(version))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
