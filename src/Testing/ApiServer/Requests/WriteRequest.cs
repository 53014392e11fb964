using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Serving;

namespace GitOpsToolkit.Testing.ApiServer.Requests;

/// <summary>How unknown and duplicate fields of a body are treated.</summary>
internal enum FieldValidation
{
    Warn,
    Strict,
    Ignore,
}

/// <summary>What a write acts on, and under which conditions.</summary>
internal sealed record WriteRequest
{
    public required ServedVersion Target { get; init; }

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string FieldManager { get; init; } = "";

    public bool Force { get; init; }

    public bool DryRun { get; init; }

    public FieldValidation Validation { get; init; }

    public required ApiUser User { get; init; }

    /// <summary>The request this stands for, for fault predicates; null for the server's own writes.</summary>
    public ApiRequest? Origin { get; init; }

    /// <summary>Texts that go out as Warning headers.</summary>
    public List<string> Warnings { get; } = [];

    public NamespacedName Key => new(Namespace, Name);
}
