using System.Text.Json.Nodes;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Kustomize.Kustomizations;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class KustomizationLogTests
{
    private readonly LinesLogger _log = new();

    [Theory]
    [InlineData(false, """{"ConfigMap/apps/a":"created","ConfigMap/apps/b":"unchanged"}""")]
    [InlineData(true, """{"created":["ConfigMap/apps/a"],"unchanged":["ConfigMap/apps/b"]}""")]
    public void Applied_Changes_AreAFieldOfTheLine(bool isGrouped, string output)
    {
        var changes = new ChangeSet();
        changes.Add([Entry("a", ApplyAction.Created), Entry("b", ApplyAction.Unchanged)]);

        _log.Applied(changes, isGrouped, "main@sha1:one");

        var (level, message, fields) = _log.Lines.Single();
        level.ShouldBe(LogLevel.Information);
        message.ShouldBe("server-side apply completed");
        ((JsonObject)fields["output"]!).ToJsonString().ShouldBe(output);
        fields["revision"].ShouldBe("main@sha1:one");
    }

    [Fact]
    public void Applied_NothingChanged_IsNoNews()
    {
        var changes = new ChangeSet();
        changes.Add(Entry("a", ApplyAction.Unchanged));

        _log.Applied(changes, false, "main@sha1:one");

        _log.Lines.Single().Level.ShouldBe(LogLevel.Debug);
    }

    [Fact]
    public void ReconciliationFailed_Error_IsAFieldAndNotPartOfTheMessage()
    {
        _log.ReconciliationFailed("1.5s", "2m0s", "it broke", "main@sha1:one");

        var (level, message, fields) = _log.Lines.Single();
        level.ShouldBe(LogLevel.Error);
        message.ShouldBe("Reconciliation failed after 1.5s, next try in 2m0s");
        fields["error"].ShouldBe("it broke");
    }

    private static ChangeSetEntry Entry(string name, ApplyAction action) => new(new ObjectIdentity(new GroupKind("", "ConfigMap"), "apps", name), "v1", action);

    private sealed class LinesLogger : ILogger
    {
        public List<(LogLevel Level, string Message, Dictionary<string, object?> Fields)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception), ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(StringComparer.Ordinal)));
    }
}
