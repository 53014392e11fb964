using GitOpsToolkit.Helm.Templates.Functions;

namespace GitOpsToolkit.Helm.Templates.Tests.Functions;

public sealed class TimeTests
{
    [Theory]
    [InlineData("Monday, 02-Jan-06 15:04:05 MST", "Thursday, 04-Mar-21 05:06:07 UTC")]
    [InlineData("Jan _2 3:04PM", "Mar  4 5:06AM")]
    [InlineData("2006-01-02T15:04:05.000Z07:00", "2021-03-04T05:06:07.000Z")]
    [InlineData("January Janus", "March Janus")]
    [InlineData("_2006 2006_01", "_2021 2021_03")]
    public void Date_Layouts_AreFilledIn(string layout, string text) =>
        Rendering.Of($$$"""{{ dateInZone "{{{layout}}}" 1614834367 "UTC" }}""").ShouldBe(text);

    [Theory]
    [InlineData("Europe/Berlin", 1614834367, "06:06 CET +0100")]
    [InlineData("Europe/Berlin", 1626000000, "12:40 CEST +0200")]
    [InlineData("America/New_York", 1626000000, "06:40 EDT -0400")]
    [InlineData("Asia/Kolkata", 0, "05:30 IST +0530")]
    [InlineData("Europe/Berlin", 0, "01:00 CET +0100")]
    [InlineData("America/Sao_Paulo", 1626000000, "07:40 -03 -0300")]
    [InlineData("../../etc/passwd", 0, "00:00 UTC +0000")]
    [InlineData("/etc/localtime", 0, "00:00 UTC +0000")]
    public void Date_Zones_HaveTheirAbbreviations(string zone, long seconds, string text) =>
        Rendering.Of($$$"""{{ dateInZone "15:04 MST -0700" {{{seconds}}} "{{{zone}}}" }}""").ShouldBe(text);

    [Theory]
    [InlineData("2006-01-02", "2021-02-29", "parsing time \"2021-02-29\": day out of range")]
    [InlineData("2006-01-02", "2021-13-01", "parsing time \"2021-13-01\": month out of range")]
    [InlineData("2006-01-02", "2021-01-01x", "parsing time \"2021-01-01x\": extra text: \"x\"")]
    [InlineData("15:04", "25:00", "parsing time \"25:00\": hour out of range")]
    public void MustToDate_WrongText_SaysWhy(string layout, string text, string message) =>
        Rendering.ErrorOf($$$"""{{ mustToDate "{{{layout}}}" "{{{text}}}" }}""").ShouldBe("mustToDate: " + message);

    [Theory]
    [InlineData("2006-01-02T15:04:05Z07:00", "2021-03-04T05:06:07+02:00", "2021-03-04 05:06:07 +0200 +0200")]
    [InlineData("2 Jan 2006 15:04 MST", "4 Mar 2021 05:06 PST", "2021-03-04 05:06:00 +0000 PST")]
    [InlineData("2006-01-02 03:04PM", "2021-03-04 12:06AM", "2021-03-04 00:06:00 +0000 UTC")]
    [InlineData("2006-002", "2021-063", "2021-03-04 00:00:00 +0000 UTC")]
    [InlineData("15:04:05", "05:06:07.125", "0000-01-01 05:06:07.125 +0000 UTC")]
    public void ToDate_Texts_AreRead(string layout, string text, string printed) =>
        Rendering.Of($$$"""{{ toDate "{{{layout}}}" "{{{text}}}" }}""", state: new RenderState { Clock = new FixedClock() }).ShouldBe(printed);

    [Theory]
    [InlineData("1h15m30.918s", "1h15m30.918s")]
    [InlineData("1.5h", "1h30m0s")]
    [InlineData("-90s", "-1m30s")]
    [InlineData("250ms", "250ms")]
    [InlineData("1us", "1µs")]
    [InlineData("+5m", "5m0s")]
    public void DateModify_Durations_AreRead(string text, string printed) =>
        Rendering.Of($$$"""{{ $t := toDate "2006" "2000" }}{{ (dateModify "{{{text}}}" $t).Sub $t }}""").ShouldBe(printed);

    [Theory]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5parsecs", "time: unknown unit \"parsecs\" in duration \"5parsecs\"")]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("9999999h", "time: invalid duration \"9999999h\"")]
    public void MustDateModify_WrongDuration_SaysWhy(string text, string message) =>
        Rendering.ErrorOf($$$"""{{ mustDateModify "{{{text}}}" now }}""").ShouldBe("mustDateModify: " + message);

    [Fact]
    public void Now_OfTheClock_IsInItsZone()
    {
        var state = new RenderState { Clock = new FixedClock() };
        Rendering.Of("""{{ now | date "2006-01-02 15:04" }} {{ ago (toDate "2006-01-02" "2024-02-28") }}""", state: state).ShouldBe("2024-02-29 12:30 36h30m0s");
    }

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2024, 2, 29, 12, 30, 0, TimeSpan.Zero);
    }
}
