using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Tables;
using GitOpsToolkit.Testing.ApiServer.Authorization;
using GitOpsToolkit.Testing.ApiServer.Verbs;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>Subresources other than status, and the kinds that answer a question instead of being stored.</summary>
internal sealed class SubresourceEndpoint(ObjectReader reader, ObjectWriter writer, ObjectDeleter deleter, ResponseEncoder encoder, Reviews reviews)
{
    /// <summary>The answer of a review; null for a kind that is stored.</summary>
    public JsonObject? Review(ResourceCall call, JsonObject body) => reviews.Answer(call, body);

    public Task HandleAsync(ResourceCall call)
    {
        var (request, target) = (call.Request, call.Target);
        if (request.Subresource == "scale" && target.Scale is { } scale)
        {
            return ScaleAsync(call, scale);
        }

        if (!target.OtherSubresources.Contains(request.Subresource, StringComparer.Ordinal))
        {
            throw ApiErrors.NoSuchResource();
        }

        return (target.Resource.Plural, request.Subresource, request.Verb) switch
        {
            ("serviceaccounts", "token", "create") => TokenAsync(call),
            ("namespaces", "finalize", "update") => FinalizeAsync(call),
            ("pods", "log", "get") => LogAsync(call),
            ("pods", "eviction", "create") => EvictAsync(call),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private async Task ScaleAsync(ResourceCall call, ScalePaths paths)
    {
        var (request, target) = (call.Request, call.Target);
        var scale = new ScaleView(target, paths);
        if (request.Verb == "get")
        {
            await SendAsync(call, 200, scale.Read(target.Read(reader.Get(target, call.Key)))).ConfigureAwait(false);
            return;
        }

        var body = await RequestBody.ReadAsync(call.Context.Request, call.Context.RequestAborted).ConfigureAwait(false);
        var write = call.ToWrite();
        var outcome = writer.Change(write, tree =>
        {
            var view = scale.Read(tree);
            var wanted = request.Verb switch
            {
                "update" => scale.Accept(JsonText.ReadObject(body, isYaml: false), request.Name),
                "patch" => ObjectPatcher.PatchView(view, request.ContentType, body),
                _ => throw ApiErrors.MethodNotAllowed(),
            };
            scale.Write(tree, wanted);
            return tree;
        });
        var result = outcome.Stored is { } stored ? target.Read(stored) : outcome.Tree!;
        await SendAsync(call, 200, scale.Read(result)).ConfigureAwait(false);
    }

    private async Task TokenAsync(ResourceCall call)
    {
        var account = reader.Get(call.Target, call.Key);
        var body = await call.ReadObjectAsync().ConfigureAwait(false);
        await SendAsync(call, 201, reviews.IssueToken(account, body)).ConfigureAwait(false);
    }

    private async Task FinalizeAsync(ResourceCall call)
    {
        var body = await call.ReadObjectAsync().ConfigureAwait(false);
        var finalizers = body.At("spec", "finalizers");
        var outcome = writer.Change(call.ToWrite(), tree =>
        {
            tree.EnsureObject("spec")["finalizers"] = finalizers?.DeepClone() ?? new JsonArray();
            return tree;
        });
        await call.SendAsync(encoder, outcome).ConfigureAwait(false);
    }

    /// <summary>Nothing runs, so there is nothing to read.</summary>
    private Task LogAsync(ResourceCall call)
    {
        reader.Get(call.Target, call.Key);
        call.Context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private async Task EvictAsync(ResourceCall call)
    {
        var body = await call.ReadObjectAsync().ConfigureAwait(false);
        if (body["metadata"].At("name").AsText() != call.Request.Name)
        {
            throw ApiErrors.BadRequest("name in URL does not match name in Eviction object");
        }

        deleter.Delete(call.ToWrite(), new DeleteOptions { DryRun = call.Request.DryRun });
        await SendAsync(call, 201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 }).ConfigureAwait(false);
    }

    private static Task SendAsync(ResourceCall call, int statusCode, JsonObject tree) =>
        call.Response.SendAsync(statusCode, "application/json", o => JsonText.Write(o, tree));
}
