using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Hosting;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>Turns questions away that cannot be answered.</summary>
internal static class ReviewRules
{
    public static void Check(ResourceCall call, JsonObject body)
    {
        switch (call.Target.Resource.Plural)
        {
            case "tokenreviews" when body.At("spec", "token").AsText() is null or "":
                throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
            case "selfsubjectrulesreviews" when body.At("spec", "namespace").AsText() is null or "":
                throw ApiErrors.BadRequest("no namespace on request");
            case "selfsubjectaccessreviews" or "subjectaccessreviews" or "localsubjectaccessreviews":
                CheckAccess(call, body);
                break;
        }
    }

    private static void CheckAccess(ResourceCall call, JsonObject body)
    {
        var errors = new FieldErrors();
        var (resource, path) = (body.At("spec", "resourceAttributes"), body.At("spec", "nonResourceAttributes"));
        if (resource is not null && path is not null)
        {
            var shown = new JsonObject { ["Path"] = path.At("path").AsText() ?? "", ["Verb"] = path.At("verb").AsText() ?? "" };
            errors.Invalid("spec.nonResourceAttributes", shown, "cannot be specified in combination with resourceAttributes");
        }

        if (resource is null && path is null)
        {
            errors.Invalid("spec.resourceAttributes", null, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }

        if (call.Target.Resource.Plural != "selfsubjectaccessreviews" && body.At("spec", "user").AsText() is null or "" && body.At("spec", "groups") is not JsonArray { Count: > 0 })
        {
            errors.Invalid("spec.user", JsonValue.Create(""), "at least one of user or group must be specified");
        }

        if (call.Target.Resource.Plural == "localsubjectaccessreviews" && resource.At("namespace").AsText() is { } ns && ns != call.Request.Namespace)
        {
            errors.Invalid("spec.resourceAttributes.namespace", JsonValue.Create(ns), "must match metadata.namespace");
        }

        // Upstream names no kind here.
        errors.ThrowIfAny(new GroupKind(call.Target.Resource.Group, ""), "");
    }
}
