namespace GitOpsToolkit.Testing;

/// <summary>What a fault does to a request.</summary>
internal enum FaultKind
{
    ExpireContinue,
    Throttle,
    Fail,
    Unauthorize,
    Conflict,
    LoseResponse,
    SlowBody,
    Reject,
}

/// <summary>A fault waiting for the requests it applies to.</summary>
internal sealed class FaultRule(FaultKind kind, int requests, Func<ApiRequest, bool>? matching)
{
    public FaultKind Kind { get; } = kind;

    public int Remaining { get; set; } = requests;

    public TimeSpan Delay { get; init; }

    public int StatusCode { get; init; }

    public string Message { get; init; } = "";

    public bool Applies(ApiRequest request) =>
        matching is null ? request.IsResourceRequest : matching(request);
}
