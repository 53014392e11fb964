using GitOpsToolkit.Kubernetes;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Runtime;

/// <summary>Waits until a kind can be listed, and tells the operator what stands in the way.</summary>
internal sealed partial class KindAvailability(KubernetesClient client, InformerSettings settings, TimeProvider clock, ILogger log)
{
    /// <summary>Time between two looks for a kind that is not served.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>Looks between two log lines about the same obstacle: one line a minute.</summary>
    private const int LooksPerLine = 12;

    private readonly ILogger _log = log;

    /// <summary>Completes with the scope to watch once listing it works.</summary>
    /// <param name="unavailable">Called when it does not, before waiting.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<InformerScope> WaitAsync(Action unavailable, CancellationToken cancellationToken)
    {
        for (var look = 0; ; look++)
        {
            try
            {
                var resource = settings.Resource
                    ?? await client.Discovery.ResolveAsync(settings.Gvk, cancellationToken).ConfigureAwait(false);
                if (resource is null)
                {
                    Explain(look, null);
                }
                else
                {
                    var ns = resource.Namespaced ? settings.Namespace : null;
                    await client.ListPageAsync(resource, ns, new ListOptions { Limit = 1, MetadataOnly = true }, cancellationToken)
                        .ConfigureAwait(false);
                    if (look > 0)
                    {
                        LogAppeared(settings.Gvk.Kind);
                    }

                    return new(resource, ns, settings.LabelSelector);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Explain(look, e);
            }

            unavailable();
            await Task.Delay(RetryInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Explain(int look, Exception? error)
    {
        if (look % LooksPerLine != 0)
        {
            return;
        }

        var gvk = settings.Gvk;
        switch (error)
        {
            case null or KubernetesApiException { IsNotFound: true } or NoKindMatchException when !settings.IsRequired():
                if (look == 0)
                {
                    LogAbsent(gvk.Kind, gvk.ApiVersion);
                }

                break;
            case null or KubernetesApiException { IsNotFound: true } or NoKindMatchException:
                LogMissing(gvk.Kind, gvk.ApiVersion, settings.Resource?.QualifiedName ?? $"{gvk.Kind} in {gvk.ApiVersion}");
                break;
            case KubernetesApiException { IsForbidden: true }:
                LogForbidden(gvk.Kind, settings.Resource?.QualifiedName ?? gvk.Kind, error.Message);
                break;
            default:
                LogUnreachable(gvk.Kind, error);
                break;
        }
    }

    [LoggerMessage(1111, LogLevel.Error,
        "{Kind} ({ApiVersion}) is not served; waiting for CustomResourceDefinition '{Crd}'. Install it, for example with: gitops install --export | kubectl apply -f -")]
    private partial void LogMissing(string kind, string apiVersion, string crd);

    [LoggerMessage(1112, LogLevel.Error, "{Kind} may not be listed; grant get, list and watch on {Resource} to this account. The server says: {Error}")]
    private partial void LogForbidden(string kind, string resource, string error);

    [LoggerMessage(1113, LogLevel.Error, "{Kind} cannot be listed yet; trying again")]
    private partial void LogUnreachable(string kind, Exception error);

    [LoggerMessage(1115, LogLevel.Information, "{Kind} ({ApiVersion}) is not served; it is followed as soon as it is")]
    private partial void LogAbsent(string kind, string apiVersion);

    [LoggerMessage(1114, LogLevel.Information, "{Kind} is served now; starting")]
    private partial void LogAppeared(string kind);
}
