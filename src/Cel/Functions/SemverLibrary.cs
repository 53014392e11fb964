using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsToolkit.Cel.Values;
using static GitOpsToolkit.Cel.CelType;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>Kubernetes' semantic versions, strictly after SemVer 2.0; with the second argument true, short and prefixed forms too.</summary>
internal static class SemverLibrary
{
    private static readonly CelType Semver = Opaque("kubernetes.Semver");

    private static readonly Regex Grammar = new(
        @"^(?<major>0|[1-9][0-9]*)\.(?<minor>0|[1-9][0-9]*)\.(?<patch>0|[1-9][0-9]*)"
        + @"(?:-(?<pre>(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
        + @"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static void Load(FunctionTable table)
    {
        table.Types[Semver.Name] = Semver;
        table
            .Global("semver", [Str], Semver, arguments => Parse(arguments[0], false))
            .Global("semver", [Str, Bool], Semver, arguments => Parse(arguments[0], ((BoolValue)arguments[1]).Value))
            .Global("isSemver", [Str], Bool, arguments => BoolValue.Of(Parse(arguments[0], false) is SemverValue))
            .Global("isSemver", [Str, Bool], Bool, arguments => BoolValue.Of(Parse(arguments[0], ((BoolValue)arguments[1]).Value) is SemverValue))
            .Member("isGreaterThan", [Semver, Semver], Bool, arguments => BoolValue.Of(Compare(arguments) > 0))
            .Member("isLessThan", [Semver, Semver], Bool, arguments => BoolValue.Of(Compare(arguments) < 0))
            .Member("compareTo", [Semver, Semver], Int, arguments => new IntValue(Compare(arguments)))
            .Member("major", [Semver], Int, arguments => new IntValue((long)((SemverValue)arguments[0]).Major))
            .Member("minor", [Semver], Int, arguments => new IntValue((long)((SemverValue)arguments[0]).Minor))
            .Member("patch", [Semver], Int, arguments => new IntValue((long)((SemverValue)arguments[0]).Patch));
    }

    private static int Compare(CelValue[] arguments) => ((SemverValue)arguments[0]).CompareWith((SemverValue)arguments[1]);

    private static CelValue Parse(CelValue value, bool normalize)
    {
        var text = ((StringValue)value).Value;
        var match = Grammar.Match(normalize ? Normalize(text) : text);
        return match.Success
            && ulong.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && ulong.TryParse(match.Groups["minor"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && ulong.TryParse(match.Groups["patch"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var patch)
            ? new SemverValue(match.Value, major, minor, patch, match.Groups["pre"].Value)
            : new ErrorValue(text.Length == 0 ? "Version string empty" : "No Major.Minor.Patch elements found");
    }

    /// <summary>Drops a leading <c>v</c> and leading zeros and completes <c>1</c> and <c>1.2</c>.</summary>
    private static string Normalize(string text)
    {
        var parts = (text.StartsWith('v') ? text[1..] : text).Split('.', 3);
        if (parts.Length < 3 && parts[^1].AsSpan().ContainsAny('+', '-'))
        {
            return ""; // a short version has no room for a pre-release
        }

        var trimmed = parts.Select(part => part.TrimStart('0') is { Length: > 0 } rest && char.IsAsciiDigit(rest[0]) ? rest : part.Length > 1 ? "0" + part.TrimStart('0') : part);
        return string.Join('.', trimmed.Concat(Enumerable.Repeat("0", 3 - parts.Length)));
    }

    private sealed class SemverValue(string text, ulong major, ulong minor, ulong patch, string prerelease) : OpaqueValue(Semver)
    {
        public ulong Major { get; } = major;

        public ulong Minor { get; } = minor;

        public ulong Patch { get; } = patch;

        private string Prerelease { get; } = prerelease;

        public int CompareWith(SemverValue other)
        {
            var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
            return order != 0 ? Math.Sign(order) : ComparePrereleases(Prerelease, other.Prerelease);
        }

        internal override string ToText(int depth) => text;

        internal override bool Equals(CelValue other, int depth) => other is SemverValue version && CompareWith(version) == 0;

        private static int ComparePrereleases(string left, string right)
        {
            if (left.Length == 0 || right.Length == 0)
            {
                return right.Length.CompareTo(left.Length) is var order && left.Length == right.Length ? 0 : Math.Sign(order);
            }

            var (ours, theirs) = (left.Split('.'), right.Split('.'));
            for (var i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
            {
                var order = CompareIdentifiers(ours[i], theirs[i]);
                if (order != 0)
                {
                    return order;
                }
            }

            return ours.Length.CompareTo(theirs.Length);
        }

        private static int CompareIdentifiers(string left, string right)
        {
            var (leftNumeric, rightNumeric) = (left.All(char.IsAsciiDigit), right.All(char.IsAsciiDigit));
            if (leftNumeric != rightNumeric)
            {
                return leftNumeric ? -1 : 1;
            }

            // Numbers have no leading zeros, so the longer is the larger, whatever its size.
            return leftNumeric && left.Length != right.Length ? left.Length.CompareTo(right.Length) : Math.Sign(string.CompareOrdinal(left, right));
        }
    }
}
