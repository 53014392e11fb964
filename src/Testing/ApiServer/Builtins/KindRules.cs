using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>What kube-apiserver does to objects of a kind beyond what their type says.</summary>
internal sealed record KindRules
{
    /// <summary>A kind without rules of its own.</summary>
    public static KindRules None { get; } = new();

    /// <summary>Sets defaults in the tree, and whatever else the kind derives from what was sent; runs on every write before validation.</summary>
    public Action<JsonObject>? Default { get; init; }

    /// <summary>Fills in what the server decides (a cluster IP); gets the old object on update.</summary>
    public Action<JsonObject, JsonObject?, AdmissionContext>? Admit { get; init; }

    /// <summary>Checks an object; gets the old one on update, null on create.</summary>
    public Action<JsonObject, JsonObject?, FieldErrors>? Validate { get; init; }

    /// <summary>Which rule a name must follow.</summary>
    public NameRule NameRule { get; init; } = NameRule.Subdomain;

    /// <summary>False where a replace must carry a resource version.</summary>
    public bool AllowUnconditionalUpdate { get; init; } = true;

    /// <summary>True where a replace or patch of an object that is not there creates it.</summary>
    public bool CreatesOnUpdate { get; init; }

    /// <summary>False where a generation is not kept (ConfigMap, Secret …).</summary>
    public bool HasGeneration { get; init; }
}

/// <summary>Syntax of names.</summary>
internal enum NameRule
{
    /// <summary>DNS-1123 subdomain, the common rule.</summary>
    Subdomain,

    /// <summary>DNS-1123 label (namespaces, services).</summary>
    Label,

    /// <summary>A path segment (RBAC).</summary>
    PathSegment,
}
