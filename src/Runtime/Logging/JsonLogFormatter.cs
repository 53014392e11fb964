using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsToolkit.Runtime;

/// <summary>One JSON object a line (kustomize contract 19.4).</summary>
internal sealed class JsonLogFormatter(TimeProvider? clock = null) : GitOpsLogFormatter(FormatterName, clock ?? TimeProvider.System)
{
    public const string FormatterName = "gitops-json";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = Redaction.Clean(logEntry.Formatter(logEntry.State, logEntry.Exception));
        var (level, logger) = (Word(logEntry.LogLevel), logEntry.Category);
        textWriter.Write(Fields(logEntry, scopeProvider, json =>
        {
            json.WriteString("level", level);
            json.WriteString("ts", Now());
            json.WriteString("logger", logger);
            json.WriteString("msg", message);
        }));
        textWriter.Write('\n');
    }
}
