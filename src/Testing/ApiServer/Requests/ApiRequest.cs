namespace GitOpsToolkit.Testing;

/// <summary>What one HTTP request asked of the API server; recorded in the request log and handed to fault predicates.</summary>
public sealed record ApiRequest
{
    /// <summary>Kubernetes verb: get, list, watch, create, update, patch, delete, deletecollection; the lower-case HTTP method of a request for no resource.</summary>
    public required string Verb { get; init; }

    /// <summary>Path without the query.</summary>
    public required string Path { get; init; }

    /// <summary>API group, empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>API version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Plural of the resource, empty for discovery, health and the like.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Subresource, empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Namespace, empty when the request names none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name, empty when the request names none.</summary>
    public string Name { get; init; } = "";

    /// <summary>True when nothing is to be stored.</summary>
    public bool DryRun { get; init; }

    /// <summary>Content type of the request body without parameters, empty when there is none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>Field manager named by the request, empty when it names none.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>User the request acts as, after impersonation.</summary>
    public string User { get; init; } = "";

    /// <summary>User-Agent header.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>Status code answered, 0 while the request runs.</summary>
    public int StatusCode { get; init; }

    /// <summary>True for a request that reaches an object.</summary>
    public bool IsResourceRequest => Resource.Length > 0;

    /// <summary>True for a verb that changes objects, dry run or not.</summary>
    public bool IsWrite => IsResourceRequest && Verb is "create" or "update" or "patch" or "delete" or "deletecollection";
}
