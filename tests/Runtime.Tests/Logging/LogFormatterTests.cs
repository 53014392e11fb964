using System.Globalization;
using GitOpsToolkit.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace GitOpsToolkit.Runtime.Tests.Logging;

public sealed class LogFormatterTests
{
    [Fact]
    public void Write_Json_HasTheFieldsTheFluxCliFiltersBy() =>
        Line(new JsonLogFormatter(new ManualTimeProvider())).ShouldBe(
            """
            {"level":"error","ts":"2026-01-01T12:00:00.000Z","logger":"GitOpsToolkit.Controllers.Widget","msg":"Reconciliation failed after 1.5s","controller":"widget","controllerGroup":"demo.example.com","controllerKind":"Widget","Widget":{"name":"w","namespace":"default"},"namespace":"default","name":"w","reconcileID":"id-1","Elapsed":"1.5s"}

            """);

    [Fact]
    public void Write_Console_IsReadableInColumns() =>
        Line(new ColumnLogFormatter(new ManualTimeProvider())).ShouldStartWith("2026-01-01T12:00:00.000Z\tERROR\tReconciliation failed after 1.5s\t{\"controller\":\"widget\",");

    [Theory]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("info", LogLevel.Information)]
    [InlineData("error", LogLevel.Error)]
    public void ParseLogLevel_KnownWord_IsTheLevel(string word, LogLevel level) => GitOpsLoggingExtensions.ParseLogLevel(word).ShouldBe(level);

    [Fact]
    public void ParseLogLevel_UnknownWord_NamesTheChoices() =>
        Should.Throw<FormatException>(() => GitOpsLoggingExtensions.ParseLogLevel("loud")).Message.ShouldContain("trace, debug, info or error");

    private static string Line(ConsoleFormatter formatter)
    {
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new ReconcileScope("widget", "demo.example.com", "Widget", new("default", "w"), "id-1"));
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        KeyValuePair<string, object?>[] state = [new("Elapsed", TimeSpan.FromSeconds(1.5)), new("{OriginalFormat}", "…")];
        formatter.Write(
            new LogEntry<KeyValuePair<string, object?>[]>(
                LogLevel.Error, "GitOpsToolkit.Controllers.Widget", default, state, null, static (_, _) => "Reconciliation failed after 1.5s"),
            scopes,
            writer);
        return writer.ToString();
    }
}
