using GitOpsToolkit.Testing.ApiServer.Authentication;
using GitOpsToolkit.Testing.ApiServer.Authorization;
using GitOpsToolkit.Testing.ApiServer.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>The way of every request: who, faults, may they, what, and the Status when it cannot be done.</summary>
internal sealed partial class RequestPipeline(
    Authenticator authenticator,
    IAuthorizer authorizer,
    ApiServerFaults faults,
    RequestLog log,
    ResourceEndpoint resources,
    DocumentEndpoint documents,
    TimeProvider clock,
    ILogger logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = RequestParser.Parse(context.Request);
        var response = new ApiResponse(context);
        try
        {
            request = await HandleAsync(context, request, response).ConfigureAwait(false);
        }
        catch (ApiStatusException e)
        {
            await response.SendStatusAsync(e).ConfigureAwait(false);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client has gone; nobody is left to answer.
        }
        catch (Exception e)
        {
            Log.RequestFailed(logger, request.Verb, request.Path, e);
            await response.SendStatusAsync(ApiErrors.Internal(e.Message)).ConfigureAwait(false);
        }

        if (request.Verb != "watch")
        {
            log.Add(request with { StatusCode = context.Response.StatusCode });
        }
    }

    private async Task<ApiRequest> HandleAsync(HttpContext context, ApiRequest request, ApiResponse response)
    {
        if (faults.Take(FaultKind.Unauthorize, request) is not null)
        {
            throw ApiErrors.Unauthorized();
        }

        var user = Impersonation.Apply(context.Request, authenticator.Authenticate(context), authorizer);
        request = request with { User = user.Name };
        await MisbehaveAsync(request, response, context.RequestAborted).ConfigureAwait(false);
        Authorize(user, request);
        if (!request.IsResourceRequest)
        {
            await documents.HandleAsync(context, request, response).ConfigureAwait(false);
            return request;
        }

        if (request.Verb == "watch")
        {
            log.Add(request with { StatusCode = 200 });
        }

        await resources.HandleAsync(context, request, user, response).ConfigureAwait(false);
        return request;
    }

    private async Task MisbehaveAsync(ApiRequest request, ApiResponse response, CancellationToken aborted)
    {
        if (request.IsResourceRequest && faults.Latency > TimeSpan.Zero)
        {
            await Task.Delay(faults.Latency, clock, aborted).ConfigureAwait(false);
        }

        if (faults.Take(FaultKind.Throttle, request) is { } throttle)
        {
            throw ApiErrors.TooManyRequests(throttle.Delay);
        }

        if (faults.Take(FaultKind.Fail, request) is { } failure)
        {
            throw new ApiStatusException(failure.StatusCode, failure.StatusCode == 503 ? "ServiceUnavailable" : "InternalError", "Internal error occurred: fault injected by a test");
        }

        response.LoseResponse = faults.Take(FaultKind.LoseResponse, request) is not null;
        if (faults.Take(FaultKind.SlowBody, request) is { } slow)
        {
            response.Pause = (slow.Delay, clock);
        }
    }

    private void Authorize(ApiUser user, ApiRequest request)
    {
        var attributes = new AccessAttributes(request.Verb, request.Group, request.Resource, request.Subresource, request.Namespace, request.Name) { Path = request.IsResourceRequest ? "" : request.Path };
        if (!authorizer.Allows(user, attributes))
        {
            throw Forbidden.Error(user, attributes);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Verb} {Path} failed")]
        public static partial void RequestFailed(ILogger logger, string verb, string path, Exception exception);
    }
}
