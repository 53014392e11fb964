using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Serving;
using GitOpsToolkit.Testing.ApiServer.Storage;
using GitOpsToolkit.Testing.ApiServer.Tables;
using GitOpsToolkit.Testing.ApiServer.Verbs;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Hosting;

/// <summary>One request for objects, with what has been found out about it.</summary>
internal sealed record ResourceCall(HttpContext Context, ApiRequest Request, ServedVersion Target, ApiUser User, OutputFormat Format, ApiResponse Response)
{
    private const int MaxManagerLength = 128;

    public NamespacedName Key => new(Request.Namespace, Request.Name);

    /// <summary>How much of an object goes into the row of a Table.</summary>
    public string IncludeObject => Context.Request.Query["includeObject"].ToString();

    /// <summary>The query's options of a write.</summary>
    public WriteRequest ToWrite()
    {
        var query = Context.Request.Query;
        CheckOptions(query);

        return new WriteRequest
        {
            Target = Target,
            Namespace = Request.Namespace,
            Name = Request.Name,
            Subresource = Request.Subresource,
            FieldManager = FieldManager(),
            Force = RequestParser.IsTrue(query, "force"),
            DryRun = Request.DryRun,
            Validation = query["fieldValidation"].ToString() switch { "Strict" => FieldValidation.Strict, "Ignore" => FieldValidation.Ignore, _ => FieldValidation.Warn },
            User = User,
            Origin = Request,
        };
    }

    private void CheckOptions(IQueryCollection query)
    {
        var errors = new FieldErrors();
        if (query["dryRun"].Any(static d => d is not ("" or "All")))
        {
            errors.AddRange([new("FieldValueNotSupported", "dryRun", $"Unsupported value: [\"{query["dryRun"]}\"]: supported values: \"All\"")]);
        }

        if (Request.Verb is "create" or "update" or "patch")
        {
            if (Request.FieldManager.Length > MaxManagerLength)
            {
                errors.AddRange([new("FieldValueTooLong", "fieldManager", $"Too long: may not be more than {MaxManagerLength} bytes")]);
            }

            var at = Request.FieldManager.AsSpan().IndexOfAnyInRange('\0', '\x1f');
            if (at >= 0)
            {
                var code = (int)Request.FieldManager[at];
                var shown = string.Concat(Request.FieldManager.Select(static c => c < ' ' ? $"\\x{(int)c:x2}" : c.ToString()));
                errors.AddRange([new("FieldValueInvalid", "fieldManager", $"Invalid value: \"{shown}\": invalid character U+{code:X4} (at position {at})")]);
            }

            Builtins.Must.BeOneOf("", "Ignore", "Strict", "Warn")(JsonValue.Create(query["fieldValidation"].ToString()), "fieldValidation", errors);
        }

        errors.ThrowIfAny(new GroupKind("meta.k8s.io", Request.Verb switch { "create" => "CreateOptions", "update" => "UpdateOptions", "patch" => "PatchOptions", _ => "DeleteOptions" }), "");
    }

    public async Task<JsonObject> ReadObjectAsync()
    {
        var type = Request.ContentType;
        if (type is not ("" or "application/json" or "application/yaml" or ProtobufReader.MediaType) || (type == ProtobufReader.MediaType && Target.Resource.IsCustom))
        {
            throw ApiErrors.UnsupportedMediaType(Target.Resource.IsCustom ? "application/json, application/yaml" : "application/json, application/yaml, application/vnd.kubernetes.protobuf");
        }

        return Parse(await RequestBody.ReadAsync(Context.Request, Context.RequestAborted).ConfigureAwait(false));
    }

    public async Task<DeleteOptions> ReadDeleteOptionsAsync()
    {
        var body = await RequestBody.ReadAsync(Context.Request, Context.RequestAborted).ConfigureAwait(false);
        var tree = body.IsEmpty ? null : Parse(body);
        var query = Context.Request.Query;
        return DeleteOptions.Read(tree, name => query.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    private JsonObject Parse(ReadOnlyMemory<byte> body) =>
        Request.ContentType == ProtobufReader.MediaType ? ProtobufReader.Read(body) : JsonText.ReadObject(body, Request.ContentType == "application/yaml", Target.Resource.Kind);

    public Task SendAsync(ResponseEncoder encoder, StoredObject stored) =>
        Response.SendAsync(200, Format.ContentType, o => encoder.WriteObject(o, Target, stored, Format, IncludeObject));

    public Task SendAsync(ResponseEncoder encoder, WriteOutcome outcome, WriteRequest? write = null)
    {
        foreach (var warning in write?.Warnings.Distinct(StringComparer.Ordinal) ?? [])
        {
            Response.Warn(warning);
        }

        return outcome.Stored is { } stored
            ? Response.SendAsync(outcome.StatusCode, Format.ContentType, o => encoder.WriteObject(o, Target, stored, Format, IncludeObject))
            : Response.SendAsync(outcome.StatusCode, Format.ContentType, o => encoder.WriteTree(o, Target, outcome.Tree!, Format, IncludeObject));
    }

    /// <summary>The manager a write is recorded under: the one it names, else the start of its User-Agent; apply has to name one.</summary>
    private string FieldManager()
    {
        if (Request.FieldManager.Length > 0 || Request.ContentType == ObjectPatcher.ApplyYaml)
        {
            return Request.FieldManager;
        }

        var agent = Request.UserAgent.Split('/')[0];
        return agent.Length == 0 ? "unknown" : agent[..Math.Min(agent.Length, MaxManagerLength)];
    }
}
