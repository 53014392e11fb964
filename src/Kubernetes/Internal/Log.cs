using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>What the client tells its log. Event ids 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "API server warning: {Warning}")]
    public static partial void ServerWarning(this ILogger log, string warning);

    [LoggerMessage(2001, LogLevel.Debug, "{Method} {Path} answered {Code}, trying again in {Wait}")]
    public static partial void Retrying(this ILogger log, HttpMethod method, string path, int code, TimeSpan wait);

    [LoggerMessage(2002, LogLevel.Debug, "{Method} {Path} lost its connection, trying again")]
    public static partial void ConnectionLost(this ILogger log, Exception error, HttpMethod method, string path);

    [LoggerMessage(2003, LogLevel.Information, "Certificates of {Server} changed, new connections use them")]
    public static partial void CertificatesChanged(this ILogger log, Uri server);

    [LoggerMessage(2004, LogLevel.Warning, "Token file {File} cannot be read, the last token stays in use")]
    public static partial void TokenFileUnreadable(this ILogger log, Exception error, string file);

    [LoggerMessage(2005, LogLevel.Warning, "Discovery of {GroupVersion} failed, its kinds stay as they were")]
    public static partial void DiscoveryFailed(this ILogger log, Exception? error, string groupVersion);

    [LoggerMessage(2006, LogLevel.Debug, "Watch of {Resource} ended: {Reason}")]
    public static partial void WatchEnded(this ILogger log, ApiResource resource, string reason);

    [LoggerMessage(2007, LogLevel.Debug, "Watch of {Resource} failed, next attempt in {Wait}")]
    public static partial void WatchFailed(this ILogger log, Exception error, ApiResource resource, TimeSpan wait);

    [LoggerMessage(2008, LogLevel.Debug, "Version {ResourceVersion} of {Resource} is no longer kept, listing again")]
    public static partial void WatchExpired(this ILogger log, ApiResource resource, string resourceVersion);
}
