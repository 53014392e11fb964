using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Serving;
using Microsoft.AspNetCore.Http;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>What a list or watch is limited to.</summary>
internal sealed record ListOptions
{
    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    public int Limit { get; init; }

    public ContinueToken? Continue { get; init; }

    /// <summary>null when unset, which asks for the newest state.</summary>
    public long? ResourceVersion { get; init; }

    public string ResourceVersionMatch { get; init; } = "";

    public bool? SendInitialEvents { get; init; }

    public bool AllowBookmarks { get; init; }

    public int? TimeoutSeconds { get; init; }

    public bool HasSelectors => !Labels.IsEmpty || !Fields.IsEmpty;

    /// <exception cref="ApiStatusException">An option is malformed or contradicts another one.</exception>
    public static ListOptions Read(IQueryCollection query, ServedVersion target, string name)
    {
        var fields = FieldSelector.Parse(query["fieldSelector"].ToString(), target);
        if (name.Length > 0 && fields.IsEmpty)
        {
            fields = FieldSelector.Parse($"metadata.name={name}", target);
        }

        var options = new ListOptions
        {
            Labels = ParseLabels(query["labelSelector"].ToString()),
            Fields = fields,
            Limit = int.TryParse(query["limit"], out var limit) ? limit : 0,
            Continue = ContinueToken.Parse(query["continue"].ToString()),
            ResourceVersion = ParseVersion(query["resourceVersion"].ToString()),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            SendInitialEvents = query.ContainsKey("sendInitialEvents") ? RequestParser.IsTrue(query, "sendInitialEvents") : null,
            AllowBookmarks = RequestParser.IsTrue(query, "allowWatchBookmarks"),
            TimeoutSeconds = int.TryParse(query["timeoutSeconds"], out var timeout) ? timeout : null,
        };
        options.Validate(RequestParser.IsTrue(query, "watch"));
        return options;
    }

    private static LabelSelector ParseLabels(string text)
    {
        try
        {
            return LabelSelector.Parse(text);
        }
        catch (FormatException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    private static long? ParseVersion(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, out var version) && version >= 0)
        {
            return version;
        }

        throw ApiErrors.BadRequest($"invalid resource version: resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }

    private void Validate(bool watch)
    {
        var errors = new FieldErrors();
        if (watch && SendInitialEvents is not null && ResourceVersionMatch != "NotOlderThan")
        {
            errors.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        else if (watch && SendInitialEvents is null && ResourceVersionMatch.Length > 0)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            if (ResourceVersionMatch != "NotOlderThan")
            {
                errors.NotSupported("resourceVersionMatch", ResourceVersionMatch, ["NotOlderThan"]);
            }
        }
        else if (!watch && SendInitialEvents is not null)
        {
            errors.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
        else if (!watch && ResourceVersionMatch.Length > 0)
        {
            ValidateMatch(errors);
        }

        errors.ThrowIfAny(new GroupKind("meta.k8s.io", "ListOptions"), "");
    }

    private void ValidateMatch(FieldErrors errors)
    {
        if (ResourceVersionMatch is not ("Exact" or "NotOlderThan"))
        {
            errors.NotSupported("resourceVersionMatch", ResourceVersionMatch, ["Exact", "NotOlderThan", ""]);
        }
        else if (ResourceVersion is null)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        else if (ResourceVersionMatch == "Exact" && ResourceVersion == 0)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
        else if (Continue is not null)
        {
            errors.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }
    }
}

/// <summary>Where a paged list goes on, and in which state of the store.</summary>
/// <param name="Revision">State the first page came from; -1 goes on in the newest state.</param>
/// <param name="After">Key of the last object answered.</param>
internal sealed record ContinueToken(long Revision, NamespacedName After)
{
    public static ContinueToken? Parse(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            var tree = JsonNode.Parse(Convert.FromBase64String(Pad(text.Replace('-', '+').Replace('_', '/')))) as JsonObject;
            var start = tree?.GetText("start")?.TrimEnd('\0') ?? "";
            var slash = start.IndexOf('/', StringComparison.Ordinal);
            if (tree?.GetText("v") == "meta.k8s.io/v1" && tree.GetInteger("rv") is { } revision)
            {
                return new ContinueToken(revision, slash < 0 ? new("", start) : new(start[..slash], start[(slash + 1)..]));
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Answered below like a token without content.
        }

        throw ApiErrors.BadRequest("invalid continue token: continue key is not valid: encoded value is not a continue token");
    }

    public override string ToString()
    {
        var start = After.Namespace.Length == 0 ? After.Name : $"{After.Namespace}/{After.Name}";
        var tree = new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Revision, ["start"] = start + '\0' };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(tree.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Pad(string text) => text.PadRight((text.Length + 3) / 4 * 4, '=');
}
