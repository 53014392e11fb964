using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Functions.Time;

/// <summary>Writes a moment in a layout.</summary>
internal static class TimeFormatter
{
    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static readonly string[] Weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>Layout of a time printed without one.</summary>
    public const string Default = "2006-01-02 15:04:05.999999999 -0700 MST";

    /// <summary>RFC 3339 with as many digits of the second as needed; what JSON and TOML hold.</summary>
    public const string Rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";

    public static string Format(MomentFields moment, string layout)
    {
        var output = new StringBuilder(layout.Length + 16);
        for (var at = 0; at < layout.Length;)
        {
            var (start, text, part) = TimeLayout.Next(layout, at);
            output.Append(layout, at, start - at);
            Append(output, moment, part, text);
            at = start + text.Length;
        }

        return output.ToString();
    }

    private static void Append(StringBuilder output, MomentFields m, TimePart part, string text)
    {
        switch (part)
        {
            case TimePart.LongYear: output.Append(m.Date.Year < 0 ? "-" : "").Append(Zeros(Math.Abs(m.Date.Year), 4)); break;
            case TimePart.Year: output.Append(Zeros(Math.Abs(m.Date.Year % 100), 2)); break;
            case TimePart.LongMonth: output.Append(Months[m.Date.Month - 1]); break;
            case TimePart.Month: output.Append(Months[m.Date.Month - 1].AsSpan(0, 3)); break;
            case TimePart.NumberMonth: output.Append(m.Date.Month); break;
            case TimePart.ZeroMonth: output.Append(Zeros(m.Date.Month, 2)); break;
            case TimePart.LongWeekday: output.Append(Weekdays[m.Weekday]); break;
            case TimePart.Weekday: output.Append(Weekdays[m.Weekday].AsSpan(0, 3)); break;
            case TimePart.Day: output.Append(m.Date.Day); break;
            case TimePart.SpaceDay: output.Append(Spaces(m.Date.Day, 2)); break;
            case TimePart.ZeroDay: output.Append(Zeros(m.Date.Day, 2)); break;
            case TimePart.SpaceYearDay: output.Append(Spaces(m.Date.YearDay, 3)); break;
            case TimePart.ZeroYearDay: output.Append(Zeros(m.Date.YearDay, 3)); break;
            case TimePart.Hour: output.Append(Zeros(m.Hour, 2)); break;
            case TimePart.Hour12: output.Append(Twelve(m.Hour)); break;
            case TimePart.ZeroHour12: output.Append(Zeros(Twelve(m.Hour), 2)); break;
            case TimePart.Minute: output.Append(m.Minute); break;
            case TimePart.ZeroMinute: output.Append(Zeros(m.Minute, 2)); break;
            case TimePart.Second: output.Append(m.Second); break;
            case TimePart.ZeroSecond: output.Append(Zeros(m.Second, 2)); break;
            case TimePart.UpperPm: output.Append(m.Hour >= 12 ? "PM" : "AM"); break;
            case TimePart.LowerPm: output.Append(m.Hour >= 12 ? "pm" : "am"); break;
            case TimePart.ZoneName: AppendZoneName(output, m); break;
            case TimePart.FixedFraction: output.Append(text[0]).Append(Digits(m.Nanosecond, text.Length - 1)); break;
            case TimePart.TrimmedFraction:
                var digits = Digits(m.Nanosecond, text.Length - 1).TrimEnd('0');
                output.Append(digits.Length == 0 ? "" : text[..1]).Append(digits);
                break;
            case TimePart.None: break;
            default: AppendOffset(output, m.Offset, text); break;
        }
    }

    private static void AppendZoneName(StringBuilder output, MomentFields m)
    {
        if (m.Abbreviation.Length > 0)
        {
            output.Append(m.Abbreviation);
            return;
        }

        var minutes = m.Offset / 60;
        output.Append(minutes < 0 ? '-' : '+').Append(Zeros(Math.Abs(minutes) / 60, 2)).Append(Zeros(Math.Abs(minutes) % 60, 2));
    }

    /// <summary>The zone in the form of the layout's text: Z for zero, colons, seconds.</summary>
    private static void AppendOffset(StringBuilder output, int offset, string text)
    {
        if (text[0] == 'Z' && offset == 0)
        {
            output.Append('Z');
            return;
        }

        var colon = text.Contains(':', StringComparison.Ordinal) ? ":" : "";
        var digits = text.Length - 1 - (text.Length - text.Replace(":", "", StringComparison.Ordinal).Length);
        var (sign, magnitude) = offset < 0 ? ('-', -offset) : ('+', offset);
        output.Append(sign).Append(Zeros(magnitude / 3600, 2));
        if (digits > 2)
        {
            output.Append(colon).Append(Zeros(magnitude / 60 % 60, 2));
        }

        if (digits > 4)
        {
            output.Append(colon).Append(Zeros(magnitude % 60, 2));
        }
    }

    private static int Twelve(int hour) => hour % 12 == 0 ? 12 : hour % 12;

    private static string Digits(int nanosecond, int count) => Zeros(nanosecond, 9)[..Math.Min(9, count)].PadRight(count, '0');

    private static string Zeros(long value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');

    private static string Spaces(int value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width, ' ');
}

/// <summary>A moment as a calendar and a clock show it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MomentFields(CivilDate Date, int Hour, int Minute, int Second, int Nanosecond, int Weekday, string Abbreviation, int Offset);
