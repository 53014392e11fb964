using System.Globalization;
using GitOpsToolkit.Helm.Templates.Functions.Time;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's dates. Integers are Unix seconds; anything that is no time is the present moment.</summary>
internal static class DateFunctions
{
    private const string HtmlLayout = "2006-01-02";

    private static readonly (long Unit, string Name)[] Units =
    [
        (DurationText.Hour * 24 * 365, "y"), (DurationText.Hour * 24 * 30, "mo"), (DurationText.Hour * 24, "d"),
        (DurationText.Hour, "h"), (DurationText.Minute, "m"), (DurationText.Second, "s"),
    ];

    public static void Register(FunctionTable.Builder table)
    {
        table
            .Add("now", [], static (in call) => RenderState.Of(call).Now)
            .Add("date", [GoType.String, GoType.Any], static (in call) => TimeOf(call, call[1]).In(RenderState.Of(call).LocalZone).Format(call.Text(0)))
            .Add("dateInZone", [GoType.String, GoType.Any, GoType.String], static (in call) => InZone(call, call.Text(0), call[1], call.Text(2)))
            .Alias("date_in_zone", "dateInZone")
            .Add("htmlDate", [GoType.Any], static (in call) => TimeOf(call, call[0]).In(RenderState.Of(call).LocalZone).Format(HtmlLayout))
            .Add("htmlDateInZone", [GoType.Any, GoType.String], static (in call) => InZone(call, HtmlLayout, call[0], call.Text(1)))
            .Add("unixEpoch", [GoTime.TimeType], static (in call) => ((GoTime)call[0]!).UnixSeconds.ToString(CultureInfo.InvariantCulture))
            .Add("ago", [GoType.Any], static (in call) => Ago(call));
        RegisterChanges(table);
        table
            .Add("duration", [GoType.Any], static (in call) => DurationText.Format(SecondsOf(call[0])))
            .Add("durationRound", [GoType.Any], static (in call) => Round(call));
    }

    private static void RegisterChanges(FunctionTable.Builder table) => table
        .Add("dateModify", [GoType.String, GoTime.TimeType], static (in call) => Modify(call, must: false))
        .Alias("date_modify", "dateModify")
        .Add("mustDateModify", [GoType.String, GoTime.TimeType], static (in call) => Modify(call, must: true))
        .Alias("must_date_modify", "mustDateModify")
        .Add("toDate", [GoType.String, GoType.String], static (in call) => Parse(call, must: false))
        .Add("mustToDate", [GoType.String, GoType.String], static (in call) => Parse(call, must: true));

    private static GoTime TimeOf(in FunctionCall call, object? value) => value switch
    {
        GoTime time => time,
        long seconds => new GoTime(seconds, 0, GoZone.Utc),
        nint seconds => new GoTime(seconds, 0, GoZone.Utc),
        int seconds => new GoTime(seconds, 0, GoZone.Utc),
        _ => RenderState.Of(call).Now,
    };

    private static string InZone(in FunctionCall call, string layout, object? value, string zone) =>
        TimeOf(call, value).In(zone == "Local" ? RenderState.Of(call).LocalZone : GoZone.Find(zone) ?? GoZone.Utc).Format(layout);

    private static GoTime Modify(in FunctionCall call, bool must)
    {
        var time = (GoTime)call[1]!;
        return DurationText.Read(call.Text(0), out var nanoseconds) is not { } problem ? time.Add(nanoseconds)
            : must ? throw new GoErrorException(problem)
            : time;
    }

    private static GoTime Parse(in FunctionCall call, bool must)
    {
        var parser = new TimeParser(call.Text(0), call.Text(1), RenderState.Of(call).LocalZone);
        return parser.Read(out var seconds, out var nanosecond, out var zone) is not { } problem ? new GoTime(seconds, nanosecond, zone)
            : must ? throw new GoErrorException(problem)
            : GoTime.Zero;
    }

    private static string Ago(in FunctionCall call)
    {
        var now = RenderState.Of(call).Now;
        var elapsed = call[0] is int ? 0 : now.Since(TimeOf(call, call[0]));
        var half = DurationText.Second / 2 * Math.Sign(elapsed);
        return DurationText.Format((long)(((Int128)elapsed + half) / DurationText.Second * DurationText.Second));
    }

    private static long SecondsOf(object? value) => unchecked(DurationText.Second * value switch
    {
        string text => GoCast.TryParseInt(text, 10, out var n) ? n : 0,
        long n => n,
        _ => 0,
    });

    private static string Round(in FunctionCall call)
    {
        var nanoseconds = call[0] switch
        {
            string text => DurationText.Read(text, out var n) is null ? n : 0,
            long n => n,
            GoTime time => RenderState.Of(call).Now.Since(time),
            _ => 0,
        };
        var magnitude = nanoseconds < 0 ? unchecked(0 - (ulong)nanoseconds) : (ulong)nanoseconds;
        foreach (var (unit, name) in Units)
        {
            if (magnitude > (ulong)unit)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{magnitude / (ulong)unit}{name}");
            }
        }

        return "0s";
    }
}
