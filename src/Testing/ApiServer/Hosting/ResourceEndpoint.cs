using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;
using GitOpsToolkit.Testing.ApiServer.Verbs;
using GitOpsToolkit.Testing.ApiServer.Watch;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Requests for objects: finds the resource and carries the verb out.</summary>
internal sealed class ResourceEndpoint(
    ResourceRegistry registry,
    ObjectReader reader,
    ObjectWriter writer,
    ObjectPatcher patcher,
    ObjectDeleter deleter,
    SubresourceEndpoint subresources,
    WatchSession watches,
    ResponseEncoder encoder,
    ApiServerFaults faults)
{
    private static readonly GroupResource Jobs = new("batch", "jobs");

    public async Task HandleAsync(HttpContext context, ApiRequest request, ApiUser user, ApiResponse response)
    {
        var target = registry.Find(request.Group, request.Version, request.Resource)
            ?? throw (registry.Serves(request.Group) ? ApiErrors.NoSuchResource() : ApiErrors.NoSuchPath());
        if (target.DeprecationWarning is { } deprecation)
        {
            response.Warn(deprecation);
        }

        var call = new ResourceCall(context, request, target, user, OutputFormat.Negotiate(context.Request), response);
        if (request.Verb is "list" or "watch")
        {
            await ReadManyAsync(call).ConfigureAwait(false);
            return;
        }

        CheckScope(request, target);
        if (request.Subresource.Length > 0 && request.Subresource != "status")
        {
            await subresources.HandleAsync(call).ConfigureAwait(false);
            return;
        }

        if (request.Subresource == "status" && !target.HasStatus)
        {
            throw ApiErrors.NoSuchResource();
        }

        await (request.Verb switch
        {
            "get" => call.SendAsync(encoder, reader.Get(target, call.Key)),
            "create" => CreateAsync(call),
            "update" => UpdateAsync(call),
            "patch" => PatchAsync(call),
            "delete" => DeleteAsync(call),
            "deletecollection" => DeleteCollectionAsync(call),
            _ => throw ApiErrors.MethodNotAllowed(),
        }).ConfigureAwait(false);
    }

    private static void CheckScope(ApiRequest request, ServedVersion target)
    {
        var collection = request.Name.Length == 0;
        if (target.Resource.Namespaced && request.Namespace.Length == 0 && request.Verb is not "deletecollection")
        {
            throw collection ? ApiErrors.MethodNotAllowed() : ApiErrors.NoSuchResource();
        }

        if (!target.Resource.Namespaced && request.Namespace.Length > 0)
        {
            throw ApiErrors.NoSuchResource();
        }

        var verb = request.Verb == "deletecollection" && target.Resource.Verbs.Contains("deletecollection", StringComparer.Ordinal) ? "create" : request.Verb;
        if (request.Subresource.Length == 0 && (collection ? request.Verb is "update" or "patch" : request.Verb == "create"))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        if (request.Subresource.Length == 0 && !target.Resource.Verbs.Contains(verb, StringComparer.Ordinal))
        {
            throw ApiErrors.MethodNotAllowed();
        }
    }

    private async Task ReadManyAsync(ResourceCall call)
    {
        var (request, target) = (call.Request, call.Target);
        if (!target.Resource.Verbs.Contains(request.Verb, StringComparer.Ordinal) || (!target.Resource.Namespaced && request.Namespace.Length > 0))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        var options = ListOptions.Read(call.Context.Request.Query, target, request.Name);
        var ns = target.Resource.Namespaced ? (request.Namespace.Length > 0 ? request.Namespace : null) : "";
        if (request.Verb == "watch")
        {
            var watch = new WatchRequest(target, ns, options, call.Format, call.IncludeObject);
            await watches.RunAsync(watch, call.Response.StartStream(), call.Context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (options.Continue is { } token && faults.Take(FaultKind.ExpireContinue, request) is not null)
        {
            throw ObjectReader.Expired(token);
        }

        var page = reader.List(target, ns, options);
        await call.Response.SendAsync(200, call.Format.ContentType, o => encoder.WriteList(o, target, page, call.Format, call.IncludeObject)).ConfigureAwait(false);
    }

    private async Task CreateAsync(ResourceCall call)
    {
        var body = await call.ReadObjectAsync().ConfigureAwait(false);
        if (subresources.Review(call, body) is { } review)
        {
            await call.SendAsync(encoder, new WriteOutcome(201, null, review)).ConfigureAwait(false);
            return;
        }

        var write = call.ToWrite();
        await call.SendAsync(encoder, writer.Create(write, body), write).ConfigureAwait(false);
    }

    private async Task UpdateAsync(ResourceCall call)
    {
        var write = call.ToWrite();
        var body = await call.ReadObjectAsync().ConfigureAwait(false);
        await call.SendAsync(encoder, writer.Replace(write, body), write).ConfigureAwait(false);
    }

    private async Task PatchAsync(ResourceCall call)
    {
        var write = call.ToWrite();
        var body = await RequestBody.ReadAsync(call.Context.Request, call.Context.RequestAborted).ConfigureAwait(false);
        await call.SendAsync(encoder, patcher.Patch(write, call.Request.ContentType, body), write).ConfigureAwait(false);
    }

    private async Task DeleteAsync(ResourceCall call)
    {
        var options = await call.ReadDeleteOptionsAsync().ConfigureAwait(false);
        if (call.Target.Resource.GroupResource == Jobs && options.Propagation is null)
        {
            call.Response.Warn("child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning");
        }

        var write = call.ToWrite();
        await call.SendAsync(encoder, deleter.Delete(write, options), write).ConfigureAwait(false);
    }

    private async Task DeleteCollectionAsync(ResourceCall call)
    {
        var target = call.Target;
        var options = await call.ReadDeleteOptionsAsync().ConfigureAwait(false);
        var list = ListOptions.Read(call.Context.Request.Query, target, "");
        var ns = target.Resource.Namespaced ? (call.Request.Namespace.Length > 0 ? call.Request.Namespace : null) : "";
        var page = reader.List(target, ns, list);
        foreach (var stored in page.Items)
        {
            try
            {
                deleter.Delete(call.ToWrite() with { Namespace = stored.Key.Namespace, Name = stored.Key.Name }, options);
            }
            catch (ApiStatusException e) when (e.Code == 404)
            {
                // Somebody else deleted it in between.
            }
        }

        await call.Response.SendAsync(200, call.Format.ContentType, o => encoder.WriteList(o, target, page, call.Format, call.IncludeObject)).ConfigureAwait(false);
    }
}
