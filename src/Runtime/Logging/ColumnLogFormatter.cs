using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsToolkit.Runtime;

/// <summary>Time, level, message and fields in columns separated by tabs, for people.</summary>
internal sealed class ColumnLogFormatter(TimeProvider? clock = null) : GitOpsLogFormatter(FormatterName, clock ?? TimeProvider.System)
{
    public const string FormatterName = "gitops-console";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var fields = Fields(logEntry, scopeProvider, start: null);
        textWriter.Write($"{Now()}\t{Word(logEntry.LogLevel).ToUpperInvariant()}\t{Redaction.Clean(logEntry.Formatter(logEntry.State, logEntry.Exception))}");
        textWriter.Write(fields == "{}" ? "\n" : $"\t{fields}\n");
    }
}
