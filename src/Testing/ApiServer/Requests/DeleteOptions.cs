using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>Conditions and manner of a deletion.</summary>
internal sealed record DeleteOptions
{
    /// <summary>Foreground, Background or Orphan; null for the default, which is Background.</summary>
    public string? Propagation { get; init; }

    public long? GracePeriodSeconds { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Reads the body, null when there is none, and lets the query add to it.</summary>
    public static DeleteOptions Read(JsonObject? body, Func<string, string?> query)
    {
        var orphan = body?.GetBoolean("orphanDependents") ?? (query("orphanDependents") is { } text ? text == "true" : null);
        var propagation = body?.GetText("propagationPolicy") ?? query("propagationPolicy");
        if (propagation is { Length: > 0 } and not ("Foreground" or "Background" or "Orphan"))
        {
            var errors = new FieldErrors();
            errors.NotSupported("propagationPolicy", propagation, ["Foreground", "Background", "Orphan", "nil"]);
            errors.ThrowIfAny(new GroupKind("meta.k8s.io", "DeleteOptions"), "");
        }

        return new DeleteOptions
        {
            Propagation = string.IsNullOrEmpty(propagation) ? orphan switch { true => "Orphan", _ => null } : propagation,
            GracePeriodSeconds = body?.GetInteger("gracePeriodSeconds") ?? (long.TryParse(query("gracePeriodSeconds"), out var seconds) ? seconds : null),
            Uid = body?["preconditions"].At("uid").AsText(),
            ResourceVersion = body?["preconditions"].At("resourceVersion").AsText(),
            DryRun = query("dryRun") == "All" || (body?["dryRun"] is JsonArray list && list.Any(static d => d.AsText() == "All")),
        };
    }
}
