namespace GitOpsToolkit.Kubernetes;

/// <summary>A bearer token and how long it lasts.</summary>
/// <param name="Value">The token.</param>
/// <param name="ExpiresAt">When it ends; null when it does not, or nobody knows.</param>
public sealed record BearerToken(string Value, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Keeps the token out of logs.</summary>
    public override string ToString() => nameof(BearerToken);
}
