using System.Globalization;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <content>Times, durations and versions.</content>
internal static partial class SchemaFormats
{
    private static readonly string[] DurationUnits = ["YMD", "HMS"];

    /// <summary>A time of day of RFC 3339, leap seconds included.</summary>
    private static string? Time(string text)
    {
        if (text.Length < 9)
        {
            return "less than 9 characters long";
        }

        if (text[2] != ':' || text[5] != ':')
        {
            return "missing colon in correct place";
        }

        if (!TryNumber(text[..2], out var hour) || !TryNumber(text[3..5], out var minute) || !TryNumber(text[6..8], out var second))
        {
            return "invalid hour/min/sec";
        }

        if (hour > 23 || minute > 59 || second > 60)
        {
            return "hour/min/sec out of range";
        }

        var rest = text[8..];
        if (rest.StartsWith('.'))
        {
            var digits = LeadingDigits(rest[1..]);
            if (digits == 0)
            {
                return "no digits in second fraction";
            }

            rest = rest[(1 + digits)..];
        }

        var offset = 0;
        if (rest is not ("z" or "Z") && ReadOffset(rest, out offset) is { } problem)
        {
            return problem;
        }

        var utc = (((hour * 60) + minute - offset) % 1440 + 1440) % 1440;
        return second == 60 && utc != (23 * 60) + 59 ? "invalid leap second" : null;
    }

    private static string? ReadOffset(string text, out int minutes)
    {
        minutes = 0;
        if (text.Length != 6)
        {
            return "offset must be 6 characters long";
        }

        if (text[0] is not ('+' or '-'))
        {
            return "offset must begin with plus/minus";
        }

        if (text[3] != ':')
        {
            return "missing colon in offset in correct place";
        }

        if (!TryNumber(text[1..3], out var hour) || !TryNumber(text[4..], out var minute))
        {
            return "invalid hour/min in offset";
        }

        if (hour > 23 || minute > 59)
        {
            return "hour/min in offset out of range";
        }

        minutes = (text[0] == '+' ? 1 : -1) * ((hour * 60) + minute);
        return null;
    }

    private static string? DateAndTime(string text)
    {
        if (text.Length < 20)
        {
            return "less than 20 characters long";
        }

        if (text[10] is not ('t' or 'T'))
        {
            return "11th character must be t or T";
        }

        return Prefixed("invalid date element: ", Date(text[..10])) ?? Prefixed("invalid time element: ", Time(text[11..]));
    }

    private static string? Period(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return "missing slash";
        }

        var (start, end) = (text[..slash], text[(slash + 1)..]);
        if (start.StartsWith('P'))
        {
            return Prefixed("invalid start duration: ", Duration(start)) ?? Prefixed("invalid end date-time: ", DateAndTime(end));
        }

        return Prefixed("invalid start date-time: ", DateAndTime(start))
            ?? (end.StartsWith('P') ? Prefixed("invalid end duration: ", Duration(end)) : Prefixed("invalid end date-time: ", DateAndTime(end)));
    }

    /// <summary>A duration of RFC 3339, appendix A.</summary>
    private static string? Duration(string text)
    {
        if (!text.StartsWith('P'))
        {
            return "must start with P";
        }

        var rest = text[1..];
        if (rest.Length == 0)
        {
            return "nothing after P";
        }

        if (rest.EndsWith('W'))
        {
            return rest.Length == 1 ? "no number in week" : LeadingDigits(rest) == rest.Length - 1 ? null : "invalid week";
        }

        var parts = rest.Split('T');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0 && parts[i].Length == 0)
            {
                return "no time elements";
            }

            if (i >= DurationUnits.Length)
            {
                return "more than one T";
            }

            if (Elements(parts[i], DurationUnits[i]) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? Elements(string text, string allUnits)
    {
        var units = allUnits;
        while (text.Length > 0)
        {
            var digits = LeadingDigits(text);
            if (digits == 0)
            {
                return "missing number";
            }

            if (digits == text.Length)
            {
                return "missing unit";
            }

            var unit = text[digits];
            var position = units.IndexOf(unit, StringComparison.Ordinal);
            if (position < 0)
            {
                return allUnits.Contains(unit, StringComparison.Ordinal) ? $"unit '{unit}' out of order" : $"invalid unit '{unit}'";
            }

            units = units[(position + 1)..];
            text = text[(digits + 1)..];
        }

        return null;
    }

    private static string? Semver(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0 && Identifiers(text[(plus + 1)..], "build", numbersMayBePadded: true) is { } buildProblem)
        {
            return buildProblem;
        }

        text = plus < 0 ? text : text[..plus];
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0 && Identifiers(text[(dash + 1)..], "pre-release", numbersMayBePadded: false) is { } problem)
        {
            return problem;
        }

        var numbers = (dash < 0 ? text : text[..dash]).Split('.');
        if (numbers.Length != 3)
        {
            return "versionCore must have 3 numbers separated by dot";
        }

        foreach (var (i, number) in numbers.Index())
        {
            var name = i switch { 0 => "major", 1 => "minor", _ => "patch" };
            var wrong = number.Length == 0 ? "is empty" : number is ['0', _, ..] ? "starts with zero" : LeadingDigits(number) < number.Length ? "contains non-digit" : null;
            if (wrong is not null)
            {
                return $"{name} {wrong}";
            }
        }

        return null;
    }

    private static string? Identifiers(string text, string what, bool numbersMayBePadded)
    {
        foreach (var identifier in text.Split('.'))
        {
            if (identifier.Length == 0)
            {
                return text.Length == 0 && what == "build" ? "build is empty" : $"{what} identifier is empty";
            }

            foreach (var rune in identifier.EnumerateRunes())
            {
                if (!rune.IsAscii || !(char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '-'))
                {
                    return $"invalid character {Character(rune)} in {what} identifier";
                }
            }

            if (!numbersMayBePadded && identifier is ['0', _, ..] && LeadingDigits(identifier) == identifier.Length)
            {
                return "pre-release numeric identifier starts with zero";
            }
        }

        return null;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
