using GitOpsToolkit.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Microsoft.Extensions.Logging;

/// <summary>Adds the toolkit's log lines to a host.</summary>
public static class GitOpsLoggingExtensions
{
    /// <summary>Writes log lines to standard error in the shape of the Flux controllers.</summary>
    /// <param name="logging">The host's logging.</param>
    /// <param name="encoding">The flag <c>--log-encoding</c>.</param>
    /// <param name="level">The flag <c>--log-level</c>; see <see cref="ParseLogLevel"/>.</param>
    public static ILoggingBuilder AddGitOpsConsole(
        this ILoggingBuilder logging, LogEncoding encoding = LogEncoding.Json, LogLevel level = LogLevel.Information)
    {
        ArgumentNullException.ThrowIfNull(logging);
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, JsonLogFormatter>());
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, ColumnLogFormatter>());
        logging.AddConsole(options =>
        {
            options.FormatterName = encoding == LogEncoding.Json ? JsonLogFormatter.FormatterName : ColumnLogFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        return logging.SetMinimumLevel(level);
    }

    /// <summary>Reads a level of the flag <c>--log-level</c>: trace, debug, info or error.</summary>
    /// <exception cref="FormatException">The text is none of them.</exception>
    public static LogLevel ParseLogLevel(string text) => text switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "error" => LogLevel.Error,
        _ => throw new FormatException($"log level '{text}' is not known; use trace, debug, info or error"),
    };
}
