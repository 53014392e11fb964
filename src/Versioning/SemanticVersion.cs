using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GitOpsToolkit.Versioning;

/// <summary>
/// A semantic version. Order and equality are by precedence (semver.org §11): build metadata does not take part.
/// </summary>
public sealed class SemanticVersion : IComparable<SemanticVersion>, IEquatable<SemanticVersion>
{
    private SemanticVersion(ulong major, ulong minor, ulong patch, string prerelease, string metadata, string original)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Metadata = metadata;
        Original = original;
    }

    /// <summary>First number.</summary>
    public ulong Major { get; }

    /// <summary>Second number.</summary>
    public ulong Minor { get; }

    /// <summary>Third number.</summary>
    public ulong Patch { get; }

    /// <summary>Dot-separated identifiers after <c>-</c>; empty for a release.</summary>
    public string Prerelease { get; }

    /// <summary>Dot-separated identifiers after <c>+</c>; empty when there are none.</summary>
    public string Metadata { get; }

    /// <summary>The text the version was read from.</summary>
    public string Original { get; }

    /// <summary>True for a version with a pre-release part.</summary>
    public bool IsPrerelease => Prerelease.Length > 0;

    /// <summary>Reads a version as Masterminds/semver's <c>NewVersion</c> does: a <c>v</c> in front, one to three numbers and leading zeros are fine.</summary>
    /// <exception cref="FormatException">The text is not a version.</exception>
    public static SemanticVersion Parse(string text) => TryParse(text, out var version) ? version : throw NotAVersion(text);

    /// <summary>Reads a version as <see cref="Parse"/> does; false when the text is not one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SemanticVersion? version) => TryRead(text, strict: false, out version);

    /// <summary>Reads a version by the letter of semver.org: three numbers, no <c>v</c>, no leading zeros.</summary>
    /// <exception cref="FormatException">The text is not a version.</exception>
    public static SemanticVersion ParseStrict(string text) => TryParseStrict(text, out var version) ? version : throw NotAVersion(text);

    /// <summary>Reads a version as <see cref="ParseStrict"/> does; false when the text is not one.</summary>
    public static bool TryParseStrict(string? text, [NotNullWhen(true)] out SemanticVersion? version) => TryRead(text, strict: true, out version);

    /// <summary>
    /// Reads a tag: three numbers are required, a <c>v</c> in front and leading zeros are fine (<c>v2025.02.03</c>); false otherwise.
    /// </summary>
    /// <remarks>Source: fluxcd/pkg <c>version.ParseVersion</c>.</remarks>
    public static bool TryParseTag(string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        return text is not null && text.Split('.', 3).Length == 3 && TryParse(text, out version);
    }

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers : ComparePrerelease(Prerelease, other.Prerelease);
    }

    /// <inheritdoc/>
    public bool Equals(SemanticVersion? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SemanticVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, Prerelease);

    /// <summary>The canonical text: three numbers, pre-release and metadata.</summary>
    public override string ToString() =>
        $"{Major}.{Minor}.{Patch}{(IsPrerelease ? "-" + Prerelease : "")}{(Metadata.Length > 0 ? "+" + Metadata : "")}";

    /// <summary>True when both have the same precedence.</summary>
    public static bool operator ==(SemanticVersion? left, SemanticVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>True when the precedence differs.</summary>
    public static bool operator !=(SemanticVersion? left, SemanticVersion? right) => !(left == right);

    /// <summary>True when the left version has lower precedence.</summary>
    public static bool operator <(SemanticVersion? left, SemanticVersion? right) => left is null ? right is not null : left.CompareTo(right) < 0;

    /// <summary>True when the left version has lower or the same precedence.</summary>
    public static bool operator <=(SemanticVersion? left, SemanticVersion? right) => left is null || left.CompareTo(right) <= 0;

    /// <summary>True when the left version has higher precedence.</summary>
    public static bool operator >(SemanticVersion? left, SemanticVersion? right) => right < left;

    /// <summary>True when the left version has higher or the same precedence.</summary>
    public static bool operator >=(SemanticVersion? left, SemanticVersion? right) => right <= left;

    /// <summary>Order of pre-release texts: none is highest, numbers are below words, fewer identifiers below more.</summary>
    internal static int ComparePrerelease(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? 1 : -1;
        }

        var (lefts, rights) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Min(lefts.Length, rights.Length); i++)
        {
            var order = CompareIdentifier(lefts[i], rights[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    private static int CompareIdentifier(string left, string right)
    {
        var leftIsNumber = IsNumber(left);
        var rightIsNumber = IsNumber(right);
        return (leftIsNumber, rightIsNumber) switch
        {
            // Longer numbers are greater, so numbers of any length compare without overflow; the reader has refused leading zeros.
            (true, true) when left.Length != right.Length => left.Length.CompareTo(right.Length),
            (true, false) => -1,
            (false, true) => 1,
            _ => Math.Sign(string.CompareOrdinal(left, right)),
        };
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool TryRead(string? text, bool strict, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var rest = text.AsSpan();
        if (!strict && rest[0] == 'v')
        {
            rest = rest[1..];
        }

        var metadata = Cut(ref rest, '+');
        var prerelease = Cut(ref rest, '-');
        if (!AreIdentifiers(metadata, allowLeadingZeros: true) || !AreIdentifiers(prerelease, allowLeadingZeros: false))
        {
            return false;
        }

        Span<ulong> numbers = stackalloc ulong[3];
        var count = 0;
        foreach (var range in rest.Split('.'))
        {
            var number = rest[range];
            if (count == 3 || (strict && number.Length > 1 && number[0] == '0')
                || !ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[count++]))
            {
                return false;
            }
        }

        if (strict && count != 3)
        {
            return false;
        }

        version = new SemanticVersion(numbers[0], numbers[1], numbers[2], prerelease ?? "", metadata ?? "", text);
        return true;
    }

    /// <summary>Splits at the first separator; null when there is none.</summary>
    private static string? Cut(ref ReadOnlySpan<char> text, char separator)
    {
        var at = text.IndexOf(separator);
        if (at < 0)
        {
            return null;
        }

        var tail = text[(at + 1)..].ToString();
        text = text[..at];
        return tail;
    }

    private static bool AreIdentifiers(string? text, bool allowLeadingZeros)
    {
        if (text is null)
        {
            return true;
        }

        foreach (var identifier in text.Split('.'))
        {
            if (identifier.Length == 0 || !identifier.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                || (!allowLeadingZeros && identifier.Length > 1 && identifier[0] == '0' && IsNumber(identifier)))
            {
                return false;
            }
        }

        return true;
    }

    private static FormatException NotAVersion(string text) => new($"'{text}' is not a semantic version; write three numbers, for example 1.2.3 or v1.2.3-rc.1");
}
