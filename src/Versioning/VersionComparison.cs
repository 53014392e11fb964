using System.Text.RegularExpressions;

namespace GitOpsToolkit.Versioning;

/// <summary>Which numbers of a bound were written out; the others are wildcards and count as zero.</summary>
internal enum Precision
{
    Nothing,
    Major,
    Minor,
    Patch,
}

/// <summary>One operator with its bound.</summary>
internal sealed record VersionComparison(string Operator, SemanticVersion Bound, Precision Precision)
{
    /// <summary>Reads operator, three numbers and pre-release from the groups of a match; null when a number is none (<c>1|2</c>).</summary>
    public static VersionComparison? Read(Match match)
    {
        var (major, minor, patch) = (match.Groups["major"].Value, match.Groups["minor"].Value.TrimStart('.'), match.Groups["patch"].Value.TrimStart('.'));
        var (numbers, precision) = (IsWildcard(major), IsWildcard(minor), IsWildcard(patch)) switch
        {
            (true, _, _) => ("0.0.0", Precision.Nothing),
            (_, true, _) => ($"{major}.0.0", Precision.Major),
            (_, _, true) => ($"{major}.{minor}.0", Precision.Minor),
            _ => ($"{major}.{minor}.{patch}", Precision.Patch),
        };
        return SemanticVersion.TryParse(numbers + match.Groups["pre"].Value, out var bound)
            ? new VersionComparison(match.Groups["operator"].Value, bound, precision)
            : null;
    }

    public bool Holds(SemanticVersion version) => Operator switch
    {
        "" or "=" => Precision == Precision.Patch ? version == Bound : IsNear(version),
        "!=" => IsDifferent(version),
        ">" => IsAbove(version),
        ">=" or "=>" => version >= Bound,
        "<" => version < Bound,
        "<=" or "=<" => IsNotAbove(version),
        "~" or "~>" => IsNear(version),
        _ => IsCompatible(version),
    };

    private static bool IsWildcard(string number) => number is "" or "x" or "X" or "*";

    /// <summary>Tilde: the last written number but one may not change.</summary>
    private bool IsNear(SemanticVersion version)
    {
        if (version < Bound)
        {
            return false;
        }

        // Zero written out in full, and "*", mean "anything at all".
        if (Bound is { Major: 0, Minor: 0, Patch: 0 } && Precision is Precision.Nothing or Precision.Patch)
        {
            return true;
        }

        return version.Major == Bound.Major && (Precision == Precision.Major || version.Minor == Bound.Minor);
    }

    /// <summary>Caret: the first number that is not zero may not change.</summary>
    private bool IsCompatible(SemanticVersion version)
    {
        if (version < Bound)
        {
            return false;
        }

        if (Bound.Major > 0 || Precision == Precision.Major)
        {
            return version.Major == Bound.Major;
        }

        if (version.Major > 0)
        {
            return false;
        }

        if (Bound.Minor > 0 || Precision == Precision.Minor)
        {
            return version.Minor == Bound.Minor;
        }

        return version.Minor == 0 && version.Patch == Bound.Patch;
    }

    private bool IsDifferent(SemanticVersion version)
    {
        if (Precision == Precision.Patch)
        {
            return version != Bound;
        }

        if (version.Major != Bound.Major)
        {
            return true;
        }

        if (Precision == Precision.Major)
        {
            return false;
        }

        if (version.Minor != Bound.Minor)
        {
            return true;
        }

        return Precision == Precision.Minor
            ? SemanticVersion.ComparePrerelease(version.Prerelease, Bound.Prerelease) != 0
            : version != Bound;
    }

    /// <summary>A wildcard bound covers a whole series, so above <c>11</c> begins with 12.0.0.</summary>
    private bool IsAbove(SemanticVersion version) => Precision switch
    {
        Precision.Major => version.Major > Bound.Major,
        Precision.Minor => version.Major > Bound.Major || (version.Major == Bound.Major && version.Minor > Bound.Minor),
        _ => version > Bound,
    };

    private bool IsNotAbove(SemanticVersion version) => Precision switch
    {
        Precision.Patch => version <= Bound,
        Precision.Major => version.Major <= Bound.Major,
        _ => version.Major < Bound.Major || (version.Major == Bound.Major && version.Minor <= Bound.Minor),
    };
}
