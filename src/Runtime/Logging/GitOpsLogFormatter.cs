using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace GitOpsToolkit.Runtime;

/// <summary>Writes log lines as Flux controllers do: level, time, message, then what the scopes and the message carry.</summary>
internal abstract class GitOpsLogFormatter(string name, TimeProvider clock) : ConsoleFormatter(name)
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The time in the form of the lines.</summary>
    protected string Now() => clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Flux's word for a level.</summary>
    protected static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    /// <summary>Writes an object: what <paramref name="start"/> puts first, then scopes, arguments and the error.</summary>
    protected static string Fields<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, Action<Utf8JsonWriter>? start)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            var written = new HashSet<string>(StringComparer.Ordinal);
            json.WriteStartObject();
            start?.Invoke(json);
            scopes?.ForEachScope(
                static (scope, target) =>
                {
                    if (scope is IEnumerable<KeyValuePair<string, object?>> pairs)
                    {
                        WritePairs(target.json, target.written, pairs);
                    }
                },
                (json, written));
            if (entry.State is IEnumerable<KeyValuePair<string, object?>> arguments)
            {
                WritePairs(json, written, arguments);
            }

            if (entry.Exception is { } error)
            {
                if (written.Add("error"))
                {
                    json.WriteString("error", Redaction.Clean(error.Message));
                }

                if (entry.LogLevel >= LogLevel.Error)
                {
                    json.WriteString("stacktrace", Redaction.Clean(error.ToString()));
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WritePairs(Utf8JsonWriter json, HashSet<string> written, IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        foreach (var (key, value) in pairs)
        {
            if (key is "{OriginalFormat}" or "level" or "ts" or "msg" || !written.Add(key))
            {
                continue;
            }

            json.WritePropertyName(key);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case TimeSpan time:
                json.WriteStringValue(Api.GoDuration.Format(time));
                break;
            case JsonNode tree:
                tree.WriteTo(json);
                break;
            case NamespacedName key:
                json.WriteStartObject();
                json.WriteString("name", key.Name);
                if (key.Namespace.Length > 0)
                {
                    json.WriteString("namespace", key.Namespace);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Redaction.Clean(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }
}
